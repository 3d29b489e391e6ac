"""Super-resolution trunk: [unit] * n inside a ModuleList."""
# input: 3x24x24
# target: SRNet
import torch.nn as nn


class RU(nn.Module):
    """conv - PReLU - conv, scaled, plus identity"""

    def __init__(self, f):
        super().__init__()
        self.c1 = nn.Conv2d(f, f, 3, 1, 1)
        self.p = nn.PReLU(f)
        self.c2 = nn.Conv2d(f, f, 3, 1, 1)

    def forward(self, t):
        return t + 0.1 * self.c2(self.p(self.c1(t)))


class SRNet(nn.Module):
    def __init__(self, f=64, n=6, r=2):
        super().__init__()
        self.inp = nn.Conv2d(3, f, 3, 1, 1)
        self.units = nn.ModuleList([RU(f)] * n)  # expect: RES502 repeated-module-object
        self.mid = nn.Conv2d(f, f, 3, 1, 1)
        self.out = nn.Sequential(nn.Conv2d(f, 3 * r * r, 3, 1, 1), nn.PixelShuffle(r))

    def forward(self, x):
        h = self.inp(x)
        z = h
        for u in self.units:
            z = u(z)
        return self.out(h + self.mid(z))
