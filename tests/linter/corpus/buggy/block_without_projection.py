"""Dog/cat classifier with plain blocks written for one width, later reused to widen the net."""
# input: 3x64x64
# target: PetNet
import torch
from torch import nn


class SimpleRes(nn.Module):
    def __init__(self, c1, c2):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c1, c2, 3, padding=1, bias=False),
            nn.BatchNorm2d(c2),
            nn.ReLU(),
            nn.Conv2d(c2, c2, 3, padding=1, bias=False),
            nn.BatchNorm2d(c2),
        )
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.body(x) + x)  # expect: RES101 missing-projection


class PetNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.block1 = SimpleRes(32, 32)  # keeps the width, works
        self.pool1 = nn.MaxPool2d(2)
        self.block2 = SimpleRes(32, 64)
        self.pool2 = nn.MaxPool2d(2)
        self.block3 = SimpleRes(64, 128)
        self.head = nn.Linear(128, 2)

    def forward(self, img):
        h = self.stem(img)
        h = self.pool1(self.block1(h))
        h = self.pool2(self.block2(h))
        h = self.block3(h)
        return self.head(torch.mean(h, dim=(-1, -2)))
