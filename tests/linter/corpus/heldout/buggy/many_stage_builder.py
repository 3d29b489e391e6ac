"""A builder that loses track twice: the channel count between stages, and the head's width."""
# input: 3x64x64
# target: build
from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass
class Cfg:
    widths: list = field(default_factory=lambda: [64, 128, 256])
    depths: list = field(default_factory=lambda: [2, 2, 2])
    ratio: int = 4
    classes: int = 10


class Bneck(nn.Module):
    def __init__(self, c_in, width, c_out, stride):
        super().__init__()
        self.seq = nn.Sequential(
            nn.Conv2d(c_in, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, c_out, 1, bias=False), nn.BatchNorm2d(c_out))
        self.ident = nn.Identity()
        if c_in != c_out or stride > 1:
            self.ident = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        return torch.relu(self.seq(x) + self.ident(x))


class Model(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        stages = []
        c = 64
        for i, (w, d) in enumerate(zip(cfg.widths, cfg.depths)):
            for j in range(d):
                stages.append(Bneck(c, w, w * cfg.ratio, 2 if i and j == 0 else 1))
                c = w  # expect: RES110 width-mismatch
        self.stages = nn.Sequential(*stages)
        self.head = nn.Linear(cfg.widths[-1], cfg.classes)  # expect: RES111 linear-width-mismatch

    def forward(self, x):
        x = self.stages(self.stem(x))
        return self.head(x.mean(dim=(2, 3)))


def build():
    return Model(Cfg())
