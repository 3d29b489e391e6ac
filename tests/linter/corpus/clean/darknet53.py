"""Darknet-53 style backbone: activation before the addition and none after it, three outputs."""
# input: 3x96x96
# target: Darknet
from torch import nn


def conv_bn_leaky(in_c, out_c, k, s=1):
    """卷积 + BN + LeakyReLU"""
    return nn.Sequential(
        nn.Conv2d(in_c, out_c, k, s, (k - 1) // 2, bias=False),
        nn.BatchNorm2d(out_c),
        nn.LeakyReLU(0.1),
    )


class DarkResidual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layer1 = conv_bn_leaky(channels, channels // 2, 1)
        self.layer2 = conv_bn_leaky(channels // 2, channels, 3)

    def forward(self, x):
        # 残差连接之后没有激活函数
        return x + self.layer2(self.layer1(x))


class Darknet(nn.Module):
    def __init__(self, nums=(1, 2, 2, 1)):
        super().__init__()
        c = 32
        self.stem = conv_bn_leaky(3, c, 3)
        self.stages = nn.ModuleList()
        for n in nums:
            stage = [conv_bn_leaky(c, c * 2, 3, 2)]
            c *= 2
            stage += [DarkResidual(c) for _ in range(n)]
            self.stages.append(nn.Sequential(*stage))

    def forward(self, x):
        x = self.stem(x)
        outs = []
        for i, stage in enumerate(self.stages):
            x = stage(x)
            if i >= 1:
                outs.append(x)
        return tuple(outs)
