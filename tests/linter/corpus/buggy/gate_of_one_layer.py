"""Sleep stages from two channels: gated residual blocks, then attention over time."""
# input: 2x256
# target: Sleep
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.shrink, self.grow = nn.Linear(c, c // 4), nn.Linear(c // 4, c)

    def forward(self, x):
        weight = torch.sigmoid(self.grow(self.shrink(x.mean(-1))))  # expect: RES306 missing-activation
        return x * weight[:, :, None]


class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.c1, self.n1 = nn.Conv1d(i, o, 7, 2, 3, bias=False), nn.BatchNorm1d(o)
        self.c2, self.n2 = nn.Conv1d(o, o, 7, 1, 3, bias=False), nn.BatchNorm1d(o)
        self.gate = Gate(o)
        self.skip = nn.Sequential(nn.Conv1d(i, o, 1, 2, bias=False), nn.BatchNorm1d(o))

    def forward(self, x):
        y = torch.relu(self.n1(self.c1(x)))
        return torch.relu(self.gate(self.n2(self.c2(y))) + self.skip(x))


class Sleep(nn.Module):
    def __init__(self, stages=5):
        super().__init__()
        self.front = nn.Sequential(Block(2, 16), Block(16, 32), Block(32, 64))
        layer = nn.TransformerEncoderLayer(64, 4, 128)  # expect: RES312 attention-over-batch
        self.over_time = nn.TransformerEncoder(layer, 2)
        self.stage = nn.Linear(64, stages)

    def forward(self, x):
        return self.stage(self.over_time(self.front(x).transpose(1, 2)).mean(1))
