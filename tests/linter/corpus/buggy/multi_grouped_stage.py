"""Grouped bottlenecks with a width of 100: the groups do not divide; and dropout is an empty promise."""
# input: 3x64x64
# target: GroupedNet
import torch
from torch import nn


class GroupedBlock(nn.Module):
    def __init__(self, cin, cout, stride, cardinality):
        super().__init__()
        width = 100 * cout // 128
        self.conv1 = nn.Conv2d(cin, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, groups=cardinality, bias=False)  # expect: RES112 groups-do-not-divide
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, cout, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(cout)
        self.match = nn.Identity()
        if stride != 1 or cin != cout:
            self.match = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return torch.relu(y + self.match(x))


class GroupedNet(nn.Module):
    def __init__(self, cardinality=32, classes=10, dropout=0.0):  # expect: RES504 unused-argument
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.stage1 = nn.Sequential(GroupedBlock(64, 128, 1, cardinality), GroupedBlock(128, 128, 1, cardinality))
        self.stage2 = nn.Sequential(GroupedBlock(128, 256, 2, cardinality), GroupedBlock(256, 256, 1, cardinality))
        self.fc = nn.Linear(256, classes)

    def forward(self, x):
        return self.fc(self.stage2(self.stage1(self.stem(x))).mean((2, 3)))
