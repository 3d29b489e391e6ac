"""Detection backbone with FrozenBatchNorm that returns the maps of all stages."""
# input: 3x96x96
# target: build_backbone
import torch
from torch import nn
from torch.nn import functional as F


class FrozenBatchNorm2d(nn.Module):
    """Batch norm with fixed statistics and fixed affine parameters."""

    def __init__(self, n, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", torch.ones(n))
        self.register_buffer("bias", torch.zeros(n))
        self.register_buffer("running_mean", torch.zeros(n))
        self.register_buffer("running_var", torch.ones(n))

    def forward(self, x):
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        shift = self.bias - self.running_mean * scale
        return x * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)


class ConvBN(nn.Module):
    def __init__(self, cin, cout, k, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, k, stride, padding=k // 2, bias=False)
        self.norm = FrozenBatchNorm2d(cout)

    def forward(self, x):
        return self.norm(self.conv(x))


class BottleneckBlock(nn.Module):
    def __init__(self, in_channels, out_channels, *, bottleneck_channels, stride=1):
        super().__init__()
        if in_channels != out_channels:
            self.shortcut = ConvBN(in_channels, out_channels, 1, stride)
        else:
            self.shortcut = None
        self.conv1 = ConvBN(in_channels, bottleneck_channels, 1)
        self.conv2 = ConvBN(bottleneck_channels, bottleneck_channels, 3, stride)
        self.conv3 = ConvBN(bottleneck_channels, out_channels, 1)

    def forward(self, x):
        out = F.relu_(self.conv1(x))
        out = F.relu_(self.conv2(out))
        out = self.conv3(out)
        shortcut = x if self.shortcut is None else self.shortcut(x)
        out += shortcut
        return F.relu_(out)


class Backbone(nn.Module):
    def __init__(self, blocks_per_stage):
        super().__init__()
        self.stem = ConvBN(3, 64, 7, 2)
        self.stages = nn.ModuleDict()
        cin, cout, mid = 64, 256, 64
        for index, count in enumerate(blocks_per_stage):
            blocks = []
            for b in range(count):
                stride = 2 if index > 0 and b == 0 else 1
                blocks.append(BottleneckBlock(cin, cout, bottleneck_channels=mid, stride=stride))
                cin = cout
            self.stages[f"res{index + 2}"] = nn.Sequential(*blocks)
            cout, mid = cout * 2, mid * 2

    def forward(self, x):
        x = F.max_pool2d(F.relu_(self.stem(x)), kernel_size=3, stride=2, padding=1)
        outputs = {}
        for name, stage in self.stages.items():
            x = stage(x)
            outputs[name] = x
        return outputs


def build_backbone():
    return Backbone([1, 1, 2, 1])
