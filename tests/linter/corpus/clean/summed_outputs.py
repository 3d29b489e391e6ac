"""Every residual layer sees the sum of all outputs before it, and the head sees all of them."""
# input: 8x40
# target: Gathering
import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.conv = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x))) + x


class Gathering(nn.Module):
    def __init__(self, bands=8, width=16, classes=5):
        super().__init__()
        self.first = nn.Sequential(nn.Conv1d(bands, width, 5, padding=2), nn.ReLU())
        self.a = Residual(width, 2)
        self.b = Residual(width, 3)
        self.c = Residual(width, 4)
        self.head = nn.Linear(3 * width, classes)

    def forward(self, x):
        x = self.first(x)
        a = self.a(x)
        b = self.b(x + a)
        c = self.c(x + a + b)
        return self.head(torch.cat((a, b, c), 1).mean(2))
