"""PyramidNet: widths grow block by block, the shortcut is padded with zero channels, a norm ends each branch."""
# input: 3x32x32
# target: PyramidNet
import torch
from torch import nn


class PyramidUnit(nn.Module):
    def __init__(self, narrow, wide, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            nn.BatchNorm2d(narrow),
            nn.Conv2d(narrow, wide, 3, stride, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU(inplace=True),
            nn.Conv2d(wide, wide, 3, 1, 1, bias=False),
            nn.BatchNorm2d(wide),
        )
        self.pool = nn.AvgPool2d(2, ceil_mode=True) if stride == 2 else nn.Identity()
        self.missing = wide - narrow

    def forward(self, x):
        y = self.branch(x)
        x = self.pool(x)
        if self.missing:
            zeros = x.new_zeros(x.shape[0], self.missing, *x.shape[2:])
            x = torch.cat([x, zeros], dim=1)
        return x + y


class PyramidNet(nn.Module):
    def __init__(self, per_group=2, alpha=48, classes=10):
        super().__init__()
        self.entry = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        units = nn.Sequential()
        exact, width = 16.0, 16
        for group in range(3):
            for k in range(per_group):
                exact += alpha / (3 * per_group)
                units.append(PyramidUnit(width, round(exact), 2 if group and k == 0 else 1))
                width = round(exact)
        self.units = units
        self.final = nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc(self.final(self.units(self.entry(x))))
