"""A light network of separable blocks; the groups were lost in a refactoring."""
# input: 3x64x64
# target: LightNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class SeparableBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(c_in, c_in, 3, stride, 1, bias=False)  # expect: RES541 layer-contradicts-name
        self.norm1 = nn.BatchNorm2d(c_in)
        self.pointwise = nn.Conv2d(c_in, c_out, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        x = F.relu(self.norm1(self.depthwise(x)))
        return F.relu(self.norm2(self.pointwise(x)))


class LightNet(nn.Module):
    def __init__(self, classes=20):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
        self.blocks = nn.Sequential(SeparableBlock(16, 32), SeparableBlock(32, 64, 2), SeparableBlock(64, 96, 2))
        self.maxpool = nn.AdaptiveAvgPool2d(1)  # expect: RES541 layer-contradicts-name
        self.fc = nn.Linear(96, classes)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        return self.fc(self.maxpool(x).flatten(1))
