"""Three identical-looking units; the norm after the second convolution of one class was forgotten."""
# input: 3x64x64
# target: UnevenNet
import torch
import torch.nn as nn


class UnitA(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        h = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(h)) + x)


class UnitB(nn.Module):
    def __init__(self, cin, c):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, c, 3, 2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)  # expect: RES304 missing-norm
        self.convs = nn.Conv2d(cin, c, 1, 2, bias=False)
        self.bns = nn.BatchNorm2d(c)

    def forward(self, x):
        h = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.conv2(h) + self.bns(self.convs(x)))


class UnevenNet(nn.Module):
    def __init__(self, k=15):
        super().__init__()
        self.inp = nn.Sequential(nn.Conv2d(3, 64, 5, 2, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.net = nn.Sequential(UnitA(64), UnitB(64, 128), UnitA(128), UnitB(128, 256), UnitA(256))
        self.fc = nn.Linear(256, k)

    def forward(self, x):
        return self.fc(self.net(self.inp(x)).mean((2, 3)))
