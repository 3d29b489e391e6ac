"""Port of a Keras gesture recogniser (MC-free), residual, small."""
# input: 1x48x48
# target: GestureNet
import torch
from torch import nn
from torch.nn import functional as F

BN = dict(momentum=0.99, eps=1e-3)


class Res(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.n1, self.n2 = nn.BatchNorm2d(o, **BN), nn.BatchNorm2d(o, **BN)  # expect: RES309 settings-of-another-framework
        self.p = nn.Conv2d(i, o, 1, 2, bias=False)

    def forward(self, x):
        y = self.n2(self.c2(F.relu(self.n1(self.c1(x)))))
        return F.relu(y + self.p(x))


class GestureNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.r1, self.r2 = Res(1, 16), Res(16, 32)
        self.dense = nn.Linear(32, 64)
        self.out = nn.Linear(64, 6)

    def forward(self, x):
        x = self.r2(self.r1(x)).mean([2, 3])
        x = F.dropout(torch.relu(self.dense(x)), 0.4)  # expect: RES311 dropout-in-evaluation
        return self.out(x)
