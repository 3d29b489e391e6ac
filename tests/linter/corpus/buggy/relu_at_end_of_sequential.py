"""1-D residual classifier for sensor data: the branch's Sequential ends in a ReLU, and one follows the add."""
# input: 9x128
# target: SensorNet
import torch
from torch import nn


class TemporalBlock(nn.Module):
    def __init__(self, c_in: int, c_out: int, kernel: int = 5):
        super().__init__()
        pad = kernel // 2
        self.branch = nn.Sequential(
            nn.Conv1d(c_in, c_out, kernel, padding=pad, bias=False),
            nn.BatchNorm1d(c_out),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Conv1d(c_out, c_out, kernel, padding=pad, bias=False),
            nn.BatchNorm1d(c_out),
            nn.ReLU(),  # expect: RES213 activation-before-join
        )
        self.match = nn.Conv1d(c_in, c_out, 1, bias=False) if c_in != c_out else nn.Identity()
        self.final = nn.ReLU()

    def forward(self, x):
        return self.final(self.branch(x) + self.match(x))


class SensorNet(nn.Module):
    def __init__(self, n_activities=6):
        super().__init__()
        self.blocks = nn.Sequential(
            TemporalBlock(9, 64), TemporalBlock(64, 64), nn.MaxPool1d(2), TemporalBlock(64, 128), TemporalBlock(128, 128))
        self.classify = nn.Linear(128, n_activities)

    def forward(self, x):
        return self.classify(torch.mean(self.blocks(x), dim=-1))
