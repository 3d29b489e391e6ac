"""LinkNet: transposed convolutions and added skips; sizes must be multiples of 16, as usual for it."""
# input: 3x64x64
# target: LinkNet
# other-input: 3x96x48
import torch.nn as nn
import torch.nn.functional as F
from functools import partial

act = partial(F.relu, inplace=True)


class Enc(nn.Module):
    def __init__(self, m, n, s):
        super(Enc, self).__init__()
        self.c1 = nn.Conv2d(m, n, 3, s, 1, bias=False)
        self.b1 = nn.BatchNorm2d(n)
        self.c2 = nn.Conv2d(n, n, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(n)
        self.proj = s != 1 or m != n
        if self.proj:
            self.cp = nn.Conv2d(m, n, 1, s, bias=False)
            self.bp = nn.BatchNorm2d(n)

    def forward(self, x):
        y = act(self.b1(self.c1(x)))
        y = self.b2(self.c2(y))
        r = self.bp(self.cp(x)) if self.proj else x
        return act(y + r)


class Dec(nn.Module):
    """Narrow, enlarge, widen."""

    def __init__(self, m, n):
        super(Dec, self).__init__()
        q = m // 4
        self.narrow, self.nb = nn.Conv2d(m, q, 1, bias=False), nn.BatchNorm2d(q)
        self.enlarge, self.eb = nn.ConvTranspose2d(q, q, 4, 2, 1, bias=False), nn.BatchNorm2d(q)
        self.widen, self.wb = nn.Conv2d(q, n, 1, bias=False), nn.BatchNorm2d(n)

    def forward(self, x):
        for layer, norm in ((self.narrow, self.nb), (self.enlarge, self.eb), (self.widen, self.wb)):
            x = act(norm(layer(x)))
        return x


class LinkNet(nn.Module):
    def __init__(self, num_classes=2):
        super(LinkNet, self).__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.e1, self.e2, self.e3 = Enc(64, 64, 1), Enc(64, 128, 2), Enc(128, 256, 2)
        self.d3, self.d2, self.d1 = Dec(256, 128), Dec(128, 64), Dec(64, 64)
        self.last = nn.ConvTranspose2d(64, num_classes, 2, stride=2)

    def forward(self, x):
        e1 = self.e1(self.pool(self.first(x)))
        e2 = self.e2(e1)
        y = self.d3(self.e3(e2)) + e2
        y = self.d2(y) + e1
        return self.last(self.d1(y))
