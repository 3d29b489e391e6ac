"""Arguments swapped in a helper's call: hidden in the stages that keep their width."""
# input: 3x64x64
# target: Net18
import torch
from torch import nn


def conv3x3(cin, cout, stride=1):
    return nn.Conv2d(cin, cout, 3, stride, 1, bias=False)


class B(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.c1 = conv3x3(o, i, s)  # expect: RES110 width-mismatch
        self.n1 = nn.BatchNorm2d(o)
        self.c2 = conv3x3(o, o)
        self.n2 = nn.BatchNorm2d(o)
        self.p = None if i == o and s == 1 else nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = self.n1(self.c1(x)).relu()
        y = self.n2(self.c2(y))
        return (y + (x if self.p is None else self.p(x))).relu()


class Net18(nn.Module):
    def __init__(self, k=100):
        super().__init__()
        self.stem = nn.Sequential(conv3x3(3, 64, 2), nn.BatchNorm2d(64), nn.ReLU())
        self.l1 = nn.Sequential(B(64, 64), B(64, 64))
        self.l2 = nn.Sequential(B(64, 128, 2), B(128, 128))
        self.l3 = nn.Sequential(B(128, 256, 2), B(256, 256))
        self.l4 = nn.Sequential(B(256, 512, 2), B(512, 512))
        self.fc = nn.Linear(512, k)

    def forward(self, x):
        x = self.l4(self.l3(self.l2(self.l1(self.stem(x)))))
        return self.fc(torch.flatten(x.mean(dim=(2, 3), keepdim=True), 1))
