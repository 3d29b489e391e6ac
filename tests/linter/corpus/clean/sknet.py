"""Selective-kernel network: a softmax chooses between two receptive fields."""
# input: 3x64x64
# target: SKNet
import torch
from torch import nn


def cbr(a, b, k=1, **options):
    return nn.Sequential(nn.Conv2d(a, b, k, bias=False, **options), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class SelectiveKernel(nn.Module):
    def __init__(self, width, stride, groups=32, dilations=(1, 2), hidden=32):
        super().__init__()
        # both candidates stride: they are alternatives, not a chain
        self.candidates = nn.ModuleList(
            cbr(width, width, 3, stride=stride, padding=d, dilation=d, groups=groups) for d in dilations)
        self.summary = cbr(width, hidden)
        self.votes = nn.ModuleList(nn.Conv2d(hidden, width, 1) for _ in dilations)

    def forward(self, x):
        seen = torch.stack([candidate(x) for candidate in self.candidates])
        summary = self.summary(seen.sum(0).mean((2, 3), keepdim=True))
        choice = torch.softmax(torch.stack([vote(summary) for vote in self.votes]), dim=0)
        return (seen * choice).sum(0)


class SKUnit(nn.Module):
    def __init__(self, cin, width, cout, stride=1):
        super().__init__()
        self.reduce = cbr(cin, width)
        self.select = SelectiveKernel(width, stride)
        self.expand = nn.Sequential(nn.Conv2d(width, cout, 1, bias=False), nn.BatchNorm2d(cout))
        self.shortcut = nn.Identity()
        if cin != cout or stride > 1:
            self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.expand(self.select(self.reduce(x)))
        return torch.relu(y + self.shortcut(x))


class SKNet(nn.Module):
    def __init__(self, classes=50):
        super().__init__()
        self.entry = nn.Sequential(cbr(3, 64, 7, stride=2, padding=3), nn.MaxPool2d(3, 2, 1))
        self.units = nn.Sequential(
            SKUnit(64, 128, 256), SKUnit(256, 128, 256), SKUnit(256, 256, 512, 2), SKUnit(512, 256, 512))
        self.scores = nn.Linear(512, classes)

    def forward(self, x):
        pooled = nn.functional.adaptive_avg_pool2d(self.units(self.entry(x)), 1)
        return self.scores(pooled.squeeze(-1).squeeze(-1))
