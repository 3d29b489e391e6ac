"""Stride in both 3x3 convolutions, and a projection that was "repaired" to match: each stage divides by four."""
# input: 3x128x128
# target: FastNet
import torch
import torch.nn as nn


class FastBlock(nn.Module):
    def __init__(self, n_in, n_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, stride, 1, bias=False)  # expect: RES105 stride-twice
        self.bn2 = nn.BatchNorm2d(n_out)
        self.proj = None
        if n_in != n_out:
            self.proj = nn.Sequential(nn.Conv2d(n_in, n_out, 1, stride * stride, bias=False), nn.BatchNorm2d(n_out))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + (x if self.proj is None else self.proj(x)))


class FastNet(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.stages = nn.Sequential(
            FastBlock(32, 32), FastBlock(32, 64, 2), FastBlock(64, 64), FastBlock(64, 128, 2), FastBlock(128, 128))
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        return self.fc(self.stages(self.stem(x)).mean((2, 3)))
