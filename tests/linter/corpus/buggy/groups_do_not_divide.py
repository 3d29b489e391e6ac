"""ResNeXt made wider by a multiplier of 1.5 for each stage: 96 x 0.75 channels cannot be split in 32 groups."""
# input: 3x64x64
# target: WideResNeXt
import torch
import torch.nn as nn


class GroupBottleneck(nn.Module):
    def __init__(self, cin, cout, stride=1, groups=32, ratio=0.5):
        super().__init__()
        width = int(cout * ratio)
        self.reduce = nn.Sequential(nn.Conv2d(cin, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.spatial = nn.Sequential(
            nn.Conv2d(width, width, 3, stride, 1, groups=groups, bias=False),  # expect: RES112 groups-do-not-divide
            nn.BatchNorm2d(width), nn.ReLU())
        self.expand = nn.Sequential(nn.Conv2d(width, cout, 1, bias=False), nn.BatchNorm2d(cout))
        self.proj = nn.Sequential()
        if stride != 1 or cin != cout:
            self.proj = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        return torch.relu(self.expand(self.spatial(self.reduce(x))) + self.proj(x))


class WideResNeXt(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.stage1 = GroupBottleneck(64, 128)
        self.stage2 = GroupBottleneck(128, 288, 2)
        self.stage3 = GroupBottleneck(288, 432, 2)
        self.fc = nn.Linear(432, num_classes)

    def forward(self, x):
        x = self.stage3(self.stage2(self.stage1(self.stem(x))))
        return self.fc(x.mean((2, 3)))
