"""Inception-residual unit: one branch is computed and dropped; one unit of the stage never joins."""
# input: 3x64x64
# target: IncResNet
import torch
from torch import nn


class ConvBN(nn.Sequential):
    def __init__(self, i, o, k, p=0, s=1):
        super().__init__(nn.Conv2d(i, o, k, s, p, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class IncRes(nn.Module):
    def __init__(self, c, w=32):
        super().__init__()
        self.b0 = ConvBN(c, w, 1)
        self.b1 = nn.Sequential(ConvBN(c, w, 1), ConvBN(w, w, 3, 1))
        self.b2 = nn.Sequential(ConvBN(c, w, 1), ConvBN(w, w, 3, 1), ConvBN(w, w, 3, 1))
        self.up = nn.Sequential(nn.Conv2d(2 * w, c, 1, bias=False), nn.BatchNorm2d(c))
        self.act = nn.ReLU()

    def forward(self, x):
        b0 = self.b0(x)
        b1 = self.b1(x)
        b2 = self.b2(x)  # expect: RES209 discarded-result
        y = self.up(torch.cat([b0, b1], 1))  # expect-also: RES209
        return self.act(x + 0.2 * y)


class IncPlain(nn.Module):
    def __init__(self, c, w=32):
        super().__init__()
        self.b0 = ConvBN(c, w, 1)
        self.b1 = nn.Sequential(ConvBN(c, w, 1), ConvBN(w, w, 3, 1))
        self.up = nn.Sequential(nn.Conv2d(2 * w, c, 1, bias=False), nn.BatchNorm2d(c))
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.up(torch.cat([self.b0(x), self.b1(x)], 1))
        return self.act(y)  # expect: RES205 missing-join


class IncResNet(nn.Module):
    def __init__(self, classes=100, c=128):
        super().__init__()
        self.stem = nn.Sequential(ConvBN(3, 64, 3, 1, 2), ConvBN(64, c, 3, 1, 2))
        self.body = nn.Sequential(IncRes(c), IncRes(c), IncPlain(c), IncRes(c))
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean(dim=(2, 3)))
