"""Configurable CIFAR net; optional parts are None when switched off."""
# input: 3x32x32
# target: Config
import torch
import torch.nn as nn


class Step(nn.Module):
    def __init__(self, i, o, stride=1, drop=0.0):
        super().__init__()
        if stride > 1:
            kernel = 3  # expect-also: RES522
        else:
            kernel = 3  # expect: RES522 equal-branches
        self.main = nn.Sequential(
            nn.Conv2d(i, o, kernel, stride, 1, bias=False),
            nn.BatchNorm2d(o),
            nn.ReLU(),
            nn.Dropout(drop) if drop else None,  # expect: RES523 none-in-container
            nn.Conv2d(o, o, 3, 1, 1, bias=False),
            nn.BatchNorm2d(o),
        )
        self.side = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o)) if stride > 1 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.main(x) + self.side(x))


class Config(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.steps = nn.Sequential(Step(16, 16), Step(16, 32, 2), Step(32, 32))
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc(self.steps(self.stem(x)).mean((2, 3)))
