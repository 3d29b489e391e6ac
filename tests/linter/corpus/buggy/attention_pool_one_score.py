"""Speaker embedding: residual 1-D convolutions and attentive pooling over time."""
# input: 40x120
# target: SpkNet
import torch
from torch import nn


class TimeBlock(nn.Module):
    def __init__(self, ch, dil):
        super().__init__()
        self.body = nn.Sequential(nn.Conv1d(ch, ch, 3, padding=dil, dilation=dil, bias=False), nn.BatchNorm1d(ch),
                                  nn.ReLU(), nn.Conv1d(ch, ch, 3, padding=1, bias=False), nn.BatchNorm1d(ch))

    def forward(self, x):
        return torch.relu(x + self.body(x))


class SpkNet(nn.Module):
    def __init__(self, n_spk=20, ch=64):
        super().__init__()
        self.inp = nn.Sequential(nn.Conv1d(40, ch, 5, padding=2, bias=False), nn.BatchNorm1d(ch), nn.ReLU())
        self.body = nn.Sequential(TimeBlock(ch, 1), TimeBlock(ch, 2), TimeBlock(ch, 4))
        self.score = nn.Conv1d(ch, 1, 1)
        self.out = nn.Linear(ch, n_spk)

    def forward(self, mel):
        h = self.body(self.inp(mel))
        alpha = torch.softmax(self.score(h), dim=1)  # expect: RES314 softmax-over-one
        return self.out(torch.sum(alpha * h, dim=-1))
