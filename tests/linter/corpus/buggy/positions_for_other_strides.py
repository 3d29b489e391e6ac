"""Patch tokens from a residual stem, one learned position each."""
# input: 3x64x64
# target: TokenNet
import torch
from torch import nn


class Stem(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.a = nn.Conv2d(3, w, 3, 4, 1, bias=False)
        self.b = nn.Conv2d(w, w, 3, 1, 1, bias=False)
        self.na, self.nb = nn.BatchNorm2d(w), nn.BatchNorm2d(w)
        self.s = nn.Conv2d(3, w, 1, 4, bias=False)

    def forward(self, x):
        return torch.relu(self.nb(self.b(torch.relu(self.na(self.a(x))))) + self.s(x))


class Tokens(nn.Module):
    def __init__(self, w, side):
        super().__init__()
        self.place = nn.Parameter(torch.zeros(1, side * side, w))

    def forward(self, x):
        return x.flatten(2).transpose(1, 2) + self.place


class TokenNet(nn.Module):
    def __init__(self, w=48, image=64):
        super().__init__()
        self.stem = Stem(w)
        self.tokens = Tokens(w, image // 8)  # expect: RES122 position-table
        self.norm = nn.LayerNorm(w)
        self.fc = nn.Linear(w, 10)

    def forward(self, x):
        return self.fc(self.norm(self.tokens(self.stem(x))).mean(1))
