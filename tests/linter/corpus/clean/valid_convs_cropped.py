"""Tracker backbone: unpadded convolutions, and the shortcut is cropped to match them (CIResNet)."""
# input: 3x127x127
# target: CIResNet
import torch.nn.functional as F
from torch import nn


def center_crop(x, n=1):
    return x[:, :, n:-n, n:-n]


class CIRBlock(nn.Module):
    """Cropping-inside residual unit without padding."""

    def __init__(self, cin, mid, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, mid, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(mid)
        self.conv2 = nn.Conv2d(mid, mid, 3, bias=False)
        self.bn2 = nn.BatchNorm2d(mid)
        self.conv3 = nn.Conv2d(mid, cout, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(cout)
        self.project = nn.Sequential(nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout)) if cin != cout else None
        self.pool = nn.MaxPool2d(2, 2) if stride > 1 else None

    def forward(self, x):
        skip = x if self.project is None else self.project(x)
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        y = F.relu(y + center_crop(skip))
        return y if self.pool is None else self.pool(y)


class CIResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(2, 2)
        self.layer1 = nn.Sequential(CIRBlock(64, 64, 256), CIRBlock(256, 64, 256))
        self.layer2 = nn.Sequential(CIRBlock(256, 128, 512, stride=2), CIRBlock(512, 128, 512))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = center_crop(x, 2)
        return self.layer2(self.layer1(self.maxpool(x)))
