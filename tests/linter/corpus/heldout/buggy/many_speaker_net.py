"""Speaker network: rows dropped by the last pool, layers kept in a tuple."""
# input: 1x64x160
# target: SpeakerResNet
import torch
from torch import nn
import torch.nn.functional as F


class SpkBlock(nn.Module):
    def __init__(self, c, c2, s):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c2, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c2)
        self.conv2 = nn.Conv2d(c2, c2, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c2)
        self.short = nn.Sequential(nn.Conv2d(c, c2, 1, s, bias=False), nn.BatchNorm2d(c2)) if s > 1 or c != c2 else nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.short(x))


class SpeakerResNet(nn.Module):
    def __init__(self, speakers=1211):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.layers = (  # expect: RES501 unregistered-modules
            SpkBlock(32, 32, 1), SpkBlock(32, 64, 2), SpkBlock(64, 128, 2))
        self.pool = nn.AvgPool2d((6, 6))  # expect: RES117 dropped-rows
        self.fc1 = nn.Linear(128, 256)
        self.fc2 = nn.Linear(256, speakers)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for layer in self.layers:
            x = layer(x)
        x = self.pool(x)
        x = torch.amax(x, dim=(2, 3))
        x = F.relu(self.fc1(x))
        return self.fc2(x)
