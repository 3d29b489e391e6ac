"""Face attributes: an in-place product after a sigmoid, a stale norm in the projection, and no class count."""
# input: 3x96x96
# target: make
# args: num_classes=40
import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.mlp = nn.Sequential(nn.Conv2d(c, c // 4, 1), nn.ReLU(), nn.Conv2d(c // 4, c, 1), nn.Sigmoid())

    def forward(self, x):
        w = self.mlp(x.mean((2, 3), keepdim=True))
        w *= x.mean()  # expect: RES401 overwritten-before-backward ; allow: RES140
        return x * w


class AttrBlock(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.att = Attention(o)
        self.res = nn.Sequential(
            nn.Conv2d(i, o, 1, s, bias=False),
            nn.BatchNorm2d(o),
            nn.GroupNorm(8, o),  # expect: RES305 double-norm
        )

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.att(self.bn2(self.conv2(y)))
        return torch.relu(self.res(x) + y)


class AttrNet(nn.Module):
    def __init__(self, n_out=40):
        super().__init__()
        self.net = nn.Sequential(AttrBlock(3, 32, 2), AttrBlock(32, 64, 2), AttrBlock(64, 128, 2))
        self.out = nn.Linear(128, n_out)  # expect-also: RES505

    def forward(self, x):
        return self.out(self.net(x).mean((2, 3)))


def make(num_classes=40):  # expect-also: RES505
    return AttrNet()  # expect: RES505|RES504 class-count-ignored
