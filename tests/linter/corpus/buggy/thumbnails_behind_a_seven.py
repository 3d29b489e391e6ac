"""Ten kinds of objects on 32x32 photographs."""
# input: 3x32x32
# target: tiny_resnet
import torch.nn as nn


class Pair(nn.Module):
    def __init__(self, n, m, s=1):
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(n, m, 3, s, 1, bias=False), nn.BatchNorm2d(m), nn.ReLU(),
            nn.Conv2d(m, m, 3, 1, 1, bias=False), nn.BatchNorm2d(m),
        )
        self.short = nn.Sequential()
        if s != 1 or n != m:
            self.short = nn.Sequential(nn.Conv2d(n, m, 1, s, bias=False), nn.BatchNorm2d(m))
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.path(x) + self.short(x))


def tiny_resnet(classes=10):
    return nn.Sequential(
        nn.Conv2d(3, 32, 7, 2, 3, bias=False),  # expect: RES531 stem-for-another-size
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
        Pair(32, 32), Pair(32, 64, 2), Pair(64, 128, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, classes),
    )
