"""CSP stage: two halves are concatenated, and the fusing convolution counts one of them only."""
# input: 3x64x64
# target: CSPNet
import torch
import torch.nn as nn


def conv_unit(ci, co, k=1, s=1):
    return nn.Sequential(nn.Conv2d(ci, co, k, s, k // 2, bias=False), nn.BatchNorm2d(co), nn.Mish())


class Resblock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.m = nn.Sequential(conv_unit(ch, ch), conv_unit(ch, ch, 3))

    def forward(self, x):
        return self.m(x) + x


class CSPStage(nn.Module):
    def __init__(self, ci, co, n):
        super().__init__()
        half = co // 2
        self.down = conv_unit(ci, co, 3, 2)
        self.split0 = conv_unit(co, half)
        self.split1 = conv_unit(co, half)
        self.blocks = nn.Sequential(*[Resblock(half) for _ in range(n)])
        self.concat_conv = conv_unit(half, co)  # expect: RES110 width-mismatch

    def forward(self, x):
        x = self.down(x)
        a = self.split0(x)
        b = self.blocks(self.split1(x))
        return self.concat_conv(torch.cat([b, a], dim=1))


class CSPNet(nn.Module):
    def __init__(self, num_classes=20):
        super().__init__()
        self.stem = conv_unit(3, 32, 3)
        self.stages = nn.ModuleList([CSPStage(32, 64, 1), CSPStage(64, 128, 2)])
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for s in self.stages:
            x = s(x)
        return self.fc(x.mean(dim=(2, 3)))
