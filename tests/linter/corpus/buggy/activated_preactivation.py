"""Pre-activation blocks that rectify their sum."""
# input: 3x32x32
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class PreActBlock(nn.Module):
    """Pre-activation version of the BasicBlock."""

    def __init__(self, cin, c, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(cin)
        self.conv1 = nn.Conv2d(cin, c, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.short = nn.Conv2d(cin, c, 1, stride, bias=False) if stride != 1 or cin != c else None

    def forward(self, x):
        y = F.relu(self.bn1(x))
        s = self.short(y) if self.short is not None else x
        y = self.conv1(y)
        y = self.conv2(F.relu(self.bn2(y)))
        return F.relu(y + s)  # expect: RES557 lacks-its-form


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.l = nn.Sequential(PreActBlock(16, 16), PreActBlock(16, 32, 2), PreActBlock(32, 64, 2))
        self.bn = nn.BatchNorm2d(64)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc(F.relu(self.bn(self.l(self.conv(x)))).mean((2, 3)))
