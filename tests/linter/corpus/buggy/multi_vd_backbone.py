"""PaddleClas-like vd backbone: floor-rounded shortcuts and a convolution that is never called."""
# input: 3x64x64
# target: VdNet
import torch
import torch.nn as nn


class Conv(nn.Module):
    def __init__(self, ic, oc, k, s=1, relu=True):
        super().__init__()
        self.conv = nn.Conv2d(ic, oc, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(oc)
        self.relu = nn.ReLU() if relu else None

    def forward(self, x):
        x = self.bn(self.conv(x))
        return x if self.relu is None else self.relu(x)


class Vd(nn.Module):
    def __init__(self, ic, oc, s=1):
        super().__init__()
        self.a = Conv(ic, oc, 3, s)
        self.b = Conv(oc, oc, 3, relu=False)
        self.short = None
        if s == 2:
            self.short = nn.Sequential(nn.AvgPool2d(2, 2), Conv(ic, oc, 1, relu=False))  # expect: RES106 odd-size-shortcut
        elif ic != oc:
            self.short = Conv(ic, oc, 1, relu=False)

    def forward(self, x):
        y = self.b(self.a(x))
        return torch.relu(y + (x if self.short is None else self.short(x)))


class VdNet(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.stem = nn.Sequential(Conv(3, 32, 3, 2), Conv(32, 32, 3), Conv(32, 64, 3), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(Vd(64, 64), Vd(64, 128, 2), Vd(128, 128), Vd(128, 256, 2))
        self.last_conv = nn.Conv2d(256, 512, 1, bias=False)  # expect: RES503 unused-module
        self.fc = nn.Linear(256, classes)

    def forward(self, x):
        x = self.stages(self.stem(x))
        return self.fc(x.mean(dim=(2, 3)))
