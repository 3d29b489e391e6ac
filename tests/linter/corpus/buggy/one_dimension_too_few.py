"""Sensor grid forecaster: (batch, features, sensors, hours), gated residual layers."""
# input: 3x12x24
# target: Forecast
import torch
import torch.nn as nn


class Gated(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.value = nn.Conv2d(c, c, (1, 3), padding=(0, 1))
        self.gate = nn.Conv1d(c, c, (1, 3), padding=(0, 1))  # expect: RES123 wrong-dimensions
        self.mix = nn.Conv2d(c, c, 1)

    def forward(self, x):
        return x + self.mix(torch.tanh(self.value(x)) * torch.sigmoid(self.gate(x)))


class Forecast(nn.Module):
    def __init__(self, c=16, ahead=6):
        super().__init__()
        self.start = nn.Conv2d(3, c, 1)
        self.layers = nn.Sequential(Gated(c), Gated(c))
        self.end = nn.Conv2d(c, ahead, (1, 24))

    def forward(self, x):
        return self.end(torch.relu(self.layers(self.start(x)))).squeeze(3)
