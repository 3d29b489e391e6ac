"""Hobby project: both convolutions strided, the head's input guessed, a bias in front of a norm."""
# input: 3x64x64
# target: HobbyNet
import torch.nn as nn
import torch.nn.functional as F


class HobbyBlock(nn.Module):
    def __init__(self, cin, cout, down=False):
        super().__init__()
        s = 2 if down else 1
        self.conv1 = nn.Conv2d(cin, cout, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, s, 1, bias=False)  # expect: RES105 stride-twice
        self.bn2 = nn.BatchNorm2d(cout)
        self.skip = nn.Conv2d(cin, cout, 1, s, bias=False)
        self.bns = nn.BatchNorm2d(cout)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        x = self.bns(self.skip(x))
        return F.relu(x + y)


class HobbyNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.begin = nn.Conv2d(3, 32, 3, 1, 1)  # expect: RES303 bias-before-norm
        self.bn = nn.BatchNorm2d(32)
        self.blocks = nn.Sequential(HobbyBlock(32, 64, True), HobbyBlock(64, 128, True), HobbyBlock(128, 256, True))
        self.fc = nn.Linear(128, classes)  # expect: RES111 linear-width-mismatch

    def forward(self, x):
        x = F.relu(self.bn(self.begin(x)))
        x = self.blocks(x)
        x = F.adaptive_avg_pool2d(x, 1)
        return self.fc(x.flatten(1))
