"""Fixup ResNet for CIFAR: no normalization, scalar biases and one scalar multiplier a branch."""
# input: 3x32x32
# target: fixup_resnet8
import torch
from torch import nn
from torch.nn import functional as F


def scalar(value):
    return nn.Parameter(torch.full((1,), float(value)))


class FixupUnit(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.before1, self.after1, self.before2, self.after2 = (scalar(0) for _ in range(4))
        self.gain = scalar(1)
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.stride, self.new = stride, cout - cin

    def forward(self, x):
        y = F.relu(self.conv1(x + self.before1) + self.after1)
        y = self.conv2(y + self.before2) * self.gain + self.after2
        if self.new:
            # average of one pixel, that is a subsampling; zeros for the new channels
            x = F.avg_pool2d(x + self.before1, 1, stride=self.stride)
            x = torch.cat([x, torch.zeros_like(x)], dim=1)
        return F.relu(x + y)


class FixupNet(nn.Module):
    def __init__(self, per_stage, classes=10):
        super().__init__()
        self.entry = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.entry_bias, self.head_bias = scalar(0), scalar(0)
        units, cin = [], 16
        for cout in (16, 32, 64):
            for _ in range(per_stage):
                units.append(FixupUnit(cin, cout, 1 if cin == cout else 2))
                cin = cout
        self.units = nn.Sequential(*units)
        self.head = nn.Linear(cin, classes)
        with torch.no_grad():
            for unit in units:
                nn.init.kaiming_normal_(unit.conv1.weight)
                unit.conv1.weight *= len(units) ** -0.5
                nn.init.zeros_(unit.conv2.weight)
            nn.init.zeros_(self.head.weight)
            nn.init.zeros_(self.head.bias)

    def forward(self, x):
        x = F.relu(self.entry(x) + self.entry_bias)
        x = self.units(x).mean(dim=(2, 3))
        return self.head(x + self.head_bias)


def fixup_resnet8():
    return FixupNet(per_stage=1)
