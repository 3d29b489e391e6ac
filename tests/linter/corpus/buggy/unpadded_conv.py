"""Small residual net from a notebook; one of the two convolutions of a block has lost its padding."""
# input: 1x28x28
# target: Net
import torch.nn as nn
import torch.nn.functional as F


class R(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a = nn.Conv2d(c, c, 3, bias=False)  # expect: RES104 main-path-padding
        self.b = nn.BatchNorm2d(c)
        self.c = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.d = nn.BatchNorm2d(c)

    def forward(self, x):
        y = F.relu(self.b(self.a(x)))
        y = self.d(self.c(y))
        return F.relu(x + y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.i = nn.Conv2d(1, 32, 3, padding=1, bias=False)
        self.n = nn.BatchNorm2d(32)
        self.r1 = R(32)
        self.t = nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False)
        self.m = nn.BatchNorm2d(64)
        self.r2 = R(64)
        self.o = nn.Linear(64, 10)

    def forward(self, x):
        x = self.r1(F.relu(self.n(self.i(x))))
        x = self.r2(F.relu(self.m(self.t(x))))
        return F.log_softmax(self.o(x.mean((2, 3))), dim=1)
