"""Copy-paste residual auto-encoder: one conv, one norm and one variable used in the wrong place."""
# input: 1x64x64
# target: AutoEncoder
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        y = self.norm1(self.conv2(y))  # expect: RES301 shared-norm
        return torch.relu(x + y)


class AutoEncoder(nn.Module):
    def __init__(self, c=32):
        super().__init__()
        self.enc1 = nn.Conv2d(1, c, 3, 2, 1)
        self.enc2 = nn.Conv2d(c, c, 3, 2, 1)
        self.mid = Block(c)
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.dec2 = nn.Conv2d(c, c, 3, 1, 1)
        self.dec1 = nn.Conv2d(c, 1, 3, 1, 1)

    def forward(self, x):
        e1 = torch.relu(self.enc1(x))
        e2 = torch.relu(self.enc2(e1))
        m = self.mid(e2)
        d2 = torch.relu(self.dec2(self.up(m)))
        d2 = torch.relu(self.dec2(d2))  # expect: RES302 shared-layer
        d2 = d2 + d2  # expect: RES207 added-to-itself
        return self.dec1(self.up(d2))
