"""Siamese ResNet: one backbone sees both images, the embeddings are compared."""
# input: 3x64x64, 3x64x64
# target: SiameseResNet
import torch
import torch.nn as nn
import torch.nn.functional as F


def basic_block(i, o, s):
    return nn.Sequential(
        nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(True),
        nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))


class Residual(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.f = basic_block(i, o, s)
        self.g = nn.Identity() if (i, s) == (o, 1) else nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.f(x) + self.g(x))


class SiameseResNet(nn.Module):
    def __init__(self, dim=128):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 64, 5, 2, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
            Residual(64, 64), Residual(64, 128, 2), Residual(128, 256, 2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, dim))
        self.out = nn.Linear(dim, 1)

    def embed(self, x):
        return F.normalize(self.encoder(x), dim=1)

    def forward(self, x1, x2):
        z1, z2 = self.embed(x1), self.embed(x2)
        return self.out(torch.abs(z1 - z2))
