"""The constructor initializes what it has not made yet, by a method and by apply."""
# input: 3x64x64
# target: Late
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


def weights(m):
    if isinstance(m, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(m.weight)


class Head(nn.Module):
    def __init__(self, width, n_out):
        super().__init__()
        self.apply(weights)  # expect: RES609 prepared-too-early
        self.hidden = nn.Linear(width, width)
        self.out = nn.Linear(width, n_out)

    def forward(self, x):
        return self.out(F.relu(self.hidden(x)))


class Late(nn.Module):
    def __init__(self, width=32, n_out=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 2, 1)
        self._init_weights()  # expect: RES609 prepared-too-early
        self.conv2 = nn.Conv2d(width, width, 3, 2, 1)
        self.head = Head(width, n_out)

    def _init_weights(self):
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, nonlinearity='relu')

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        return self.head(x.mean((2, 3)))
