"""Change detection: two satellite pictures of one place, one shared residual encoder."""
# input: 4x64x64, 4x64x64
# target: ChangeNet
from torch import nn
import torch


class Enc(nn.Module):
    def __init__(self, ins=4, w=24):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(ins, w, 3, 2, 1, bias=False), nn.BatchNorm2d(w), nn.ReLU())
        self.c1 = nn.Conv2d(w, w, 3, 1, 1, bias=False)
        self.n1 = nn.BatchNorm2d(w)
        self.c2 = nn.Conv2d(w, w, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(w)

    def forward(self, p):
        p = self.stem(p)
        q = torch.relu(self.n1(self.c1(p)))
        return torch.relu(self.n2(self.c2(q)) + p)


class Mix(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.w = nn.Sequential(nn.Conv2d(2 * w, w, 1), nn.Sigmoid())

    def forward(self, old, new):
        g = self.w(torch.cat([old, new], 1))
        return g * old + (1 - g) * old  # expect: RES207 added-to-itself


class ChangeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = Enc()
        self.mix = Mix(24)
        self.map = nn.Conv2d(24, 1, 1)

    def forward(self, before, after):
        a = self.enc(before)
        b = self.enc(before)  # expect: RES514 unused-input
        return self.map(self.mix(a, b))
