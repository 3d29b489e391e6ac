"""Student project: it runs, and nothing in the middle is ever trained."""
# input: 3x64x64
# target: StudentNet
import torch
from torch import nn


class ResLayer(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.convs = [nn.Conv2d(ch, ch, 3, padding=1), nn.Conv2d(ch, ch, 3, padding=1)]  # expect: RES501 unregistered-modules

    def forward(self, x):
        h = torch.relu(self.convs[0](x))
        return torch.relu(x + self.convs[1](h))


class StudentNet(nn.Module):
    def __init__(self, hidden=64, n_layers=3, dropout=0.5, num_classes=10):  # expect: RES504 unused-argument
        super().__init__()
        self.embed = nn.Conv2d(3, hidden, 8, stride=8)
        self.layers = nn.ModuleList([ResLayer(hidden)] * n_layers)  # expect: RES502 repeated-module-object
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.out = nn.Linear(hidden, num_classes)

    def forward(self, x):
        x = torch.relu(self.embed(x))
        for layer in self.layers:
            x = layer(x)
        x = self.pool(x).flatten(1)
        return self.out(x)
