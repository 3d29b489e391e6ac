"""A train method that forgets all layers but one."""
# input: 3x64x64
# target: Tagger
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


class Tagger(nn.Module):
    def __init__(self, tags=8):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.drop = nn.Dropout(0.4)
        self.fc = nn.Linear(32, tags)

    def train(self, mode=True):  # expect: RES608 mode-lost
        self.training = mode
        self.trunk.eval()
        return self

    def forward(self, x):
        return self.fc(self.drop(self.trunk(x).mean((2, 3))))
