"""Projection block of a small course network: the variable is overwritten before the sum."""
# input: 3x64x64
# target: CourseNet
import torch
import torch.nn as nn


class ConvBlock(nn.Module):
    def __init__(self, c1, c2, s):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(c1, c2, 3, s, 1, bias=False), nn.BatchNorm2d(c2), nn.ReLU(),
            nn.Conv2d(c2, c2, 3, 1, 1, bias=False), nn.BatchNorm2d(c2))
        self.proj = nn.Sequential(nn.Conv2d(c1, c2, 1, s, bias=False), nn.BatchNorm2d(c2))

    def forward(self, x):
        y = self.main(x)
        return torch.relu(y + self.proj(x))


class IdentityBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c))

    def forward(self, x):
        x = self.main(x)
        return torch.relu(x + x)  # expect: RES207 added-to-itself
        # allow: RES205


class CourseNet(nn.Module):
    def __init__(self, n=7):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.body = nn.Sequential(
            ConvBlock(32, 64, 2), IdentityBlock(64), ConvBlock(64, 128, 2), IdentityBlock(128))
        self.fc = nn.Linear(128, n)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))
