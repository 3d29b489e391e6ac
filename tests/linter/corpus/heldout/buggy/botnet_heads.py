"""Bottleneck transformer: the attention's output is folded back with the head size instead of the width."""
# input: 3x64x64
# target: BoTNet
import torch
from torch import nn
from torch.nn import functional as F


class MHSA(nn.Module):
    def __init__(self, dim, heads=4):
        super().__init__()
        self.heads = heads
        self.head_dim = dim // heads
        self.qkv = nn.Conv2d(dim, 3 * dim, 1, bias=False)

    def forward(self, x):
        n, _, h, w = x.shape
        q, k, v = self.qkv(x).view(n, 3 * self.heads, self.head_dim, h * w).chunk(3, dim=1)
        attn = torch.softmax(q.transpose(-1, -2) @ k * self.head_dim ** -0.5, dim=-1)
        out = v @ attn.transpose(-1, -2)
        return out.reshape(n, self.head_dim, h, w)  # expect: RES113 reshape-fails


class BoTBlock(nn.Module):
    def __init__(self, dim, mid):
        super().__init__()
        self.reduce = nn.Sequential(nn.Conv2d(dim, mid, 1, bias=False), nn.BatchNorm2d(mid), nn.ReLU())
        self.attend = MHSA(mid)
        self.norm = nn.BatchNorm2d(mid)
        self.expand = nn.Sequential(nn.Conv2d(mid, dim, 1, bias=False), nn.BatchNorm2d(dim))

    def forward(self, x):
        y = F.relu(self.norm(self.attend(self.reduce(x))))
        return F.relu(x + self.expand(y))


class BoTNet(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.patch = nn.Sequential(
            nn.Conv2d(3, 64, 7, 4, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, 256, 3, 2, 1, bias=False), nn.BatchNorm2d(256), nn.ReLU())
        self.blocks = nn.Sequential(BoTBlock(256, 128), BoTBlock(256, 128))
        self.head = nn.Linear(256, classes)

    def forward(self, x):
        return self.head(self.blocks(self.patch(x)).mean((-2, -1)))
