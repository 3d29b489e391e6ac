"""Block with a single BatchNorm that serves both convolutions: its statistics mix two distributions."""
# input: 3x32x32
# target: SharedNormNet
import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv1 = nn.Conv2d(ch, ch, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(ch, ch, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(ch)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.bn(self.conv1(x)))
        out = self.bn(self.conv2(out))  # expect: RES301 shared-norm
        return self.relu(out + x)


class SharedNormNet(nn.Module):
    def __init__(self, ch=64, n=3, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, ch, 3, padding=1, bias=False), nn.BatchNorm2d(ch), nn.ReLU())
        self.stage = nn.Sequential(*[Block(ch) for _ in range(n)])
        self.fc = nn.Linear(ch, classes)

    def forward(self, x):
        x = self.stage(self.stem(x))
        return self.fc(torch.mean(x, (2, 3)))
