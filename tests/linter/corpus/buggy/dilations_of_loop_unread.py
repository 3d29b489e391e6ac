"""A dilated tower built in a loop over the dilations, which no unit gets."""
# input: 1x128
# target: Wave
import torch.nn as nn


class Unit(nn.Module):
    def __init__(self, c, dilation=1):
        super().__init__()
        self.conv = nn.Conv1d(c, c, 3, padding=dilation, dilation=dilation)
        self.one = nn.Conv1d(c, c, 1)

    def forward(self, x):
        return x + self.one(self.conv(x).relu())


class Wave(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.inp = nn.Conv1d(1, c, 1)
        tower = []
        for dilation in (1, 2, 4, 8):
            tower += [Unit(c)]  # expect: RES527 unread-loop-variable
        self.tower = nn.Sequential(*tower)
        self.out = nn.Conv1d(c, 1, 1)

    def forward(self, x):
        return self.out(self.tower(self.inp(x)))
