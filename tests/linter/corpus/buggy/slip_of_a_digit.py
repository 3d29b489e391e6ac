"""Retina images, graded by the fifty-layer network's blocks."""
# input: 3x96x96
# target: Retina
import torch
from torch import nn


class Neck(nn.Module):
    def __init__(self, i, mid, s=1):
        super().__init__()
        o = 4 * mid
        self.f = nn.Sequential(
            nn.Conv2d(i, mid, 1, bias=False), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, mid, 3, s, 1, bias=False), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, o, 1, bias=False), nn.BatchNorm2d(o),
        )
        self.g = nn.Identity() if s == 1 and i == o else nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return torch.relu(self.f(x) + self.g(x))


class Retina(nn.Module):
    def __init__(self, grades=5):
        super().__init__()
        self.width = 64
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.stage1 = self.stage(64, 3, 1)
        self.stage2 = self.stage(128, 4, 2)
        self.stage3 = self.stage(265, 6, 2)  # expect: RES507 stage-contradicts-name
        self.stage4 = self.stage(512, 3, 2)
        self.grade = nn.Linear(2048, grades)

    def stage(self, mid, n, s):
        blocks = [Neck(self.width, mid, s)]
        self.width = 4 * mid
        return nn.Sequential(*blocks, *[Neck(self.width, mid) for _ in range(n - 1)])

    def forward(self, x):
        x = self.stage4(self.stage3(self.stage2(self.stage1(self.stem(x)))))
        return self.grade(x.mean((2, 3)))
