"""1-D ResNet for wearable ECG: the pooled shortcut halves the signal, the convolutions take a quarter."""
# input: 1x1024
# target: HeartNet
import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, c_in, c_out, factor):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(c_in, c_out, 9, stride=factor, padding=4, bias=False),
            nn.BatchNorm1d(c_out),
            nn.ReLU(),
            nn.Conv1d(c_out, c_out, 9, padding=4, bias=False),
            nn.BatchNorm1d(c_out),
        )
        self.skip = nn.Sequential(
            nn.MaxPool1d(2, ceil_mode=True),  # expect: RES102 projection-stride
            nn.Conv1d(c_in, c_out, 1, bias=False),
            nn.BatchNorm1d(c_out),
        )

    def forward(self, x):
        return torch.relu(self.net(x) + self.skip(x))


class HeartNet(nn.Module):
    def __init__(self, n_classes=5, widths=(32, 64, 128)):
        super().__init__()
        self.stem = nn.Conv1d(1, widths[0], 15, padding=7, bias=False)
        self.norm = nn.BatchNorm1d(widths[0])
        units, c = [], widths[0]
        for w in widths:
            units.append(Unit(c, w, factor=4))
            c = w
        self.units = nn.Sequential(*units)
        self.head = nn.Linear(c, n_classes)

    def forward(self, signal):
        h = torch.relu(self.norm(self.stem(signal)))
        return self.head(self.units(h).mean(dim=2))
