"""Residual encoder, two views of one image, tokens for a later transformer."""
# input: 3x48x48
# target: Tokens
import torch
from torch import nn


def conv(i, o, s=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, s, 1), nn.GroupNorm(8, o), nn.GELU())


class Skip(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.inner = nn.Sequential(conv(w, w), conv(w, w))

    def forward(self, z):
        return z + self.inner(z)


class Tokens(nn.Module):
    def __init__(self, w=32, dim=40):
        super().__init__()
        self.fine = nn.Sequential(conv(3, w, 2), Skip(w), conv(w, w, 2))
        self.coarse = nn.Sequential(conv(3, w, 4), Skip(w))
        self.mix = nn.Conv2d(2 * w, dim, 1)
        self.proj = nn.Linear(dim, dim)

    def forward(self, img):
        both = torch.cat((self.fine(img), self.coarse(img)))  # expect: RES126 concatenation-over-batch
        z = self.mix(both)
        z = z.reshape(z.size(0), -1, z.size(1))  # expect: RES125 reshaped-for-transposed
        return self.proj(z)
