"""Retrieval network: codes are rounded, so that nothing before them learns; and the batch is folded away."""
# input: 3x64x64
# target: HashNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class Res(nn.Module):
    def __init__(self, cin, cout, s):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.sc = nn.Sequential(nn.Conv2d(cin, cout, 1, s, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.sc(x))


class HashNet(nn.Module):
    def __init__(self, bits=64, classes=10):
        super().__init__()
        self.trunk = nn.Sequential(Res(3, 32, 2), Res(32, 64, 2), Res(64, 128, 2))
        self.to_code = nn.Linear(128, bits)
        self.classify = nn.Linear(bits, classes)

    def forward(self, x):
        h = self.trunk(x)
        h = F.avg_pool2d(h, 4)
        h = h.view(-1, 128)  # expect: RES114 batch-changing-reshape
        code = torch.tanh(self.to_code(h))
        code = (code > 0).float()  # expect: RES402 no-gradient
        return self.classify(code)
