"""SNGAN discriminator: residual blocks with spectral norm, average-pool shortcuts and a sum-pooled head."""
# input: 3x32x32
# target: Discriminator
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.parametrizations import spectral_norm


class OptimizedBlock(nn.Module):
    """The first block: no activation before its first convolution, since it reads pixels."""

    def __init__(self, dim_in, dim_out):
        super().__init__()
        self.conv1 = spectral_norm(nn.Conv2d(dim_in, dim_out, 3, padding=1))
        self.conv2 = spectral_norm(nn.Conv2d(dim_out, dim_out, 3, padding=1))
        self.c_sc = spectral_norm(nn.Conv2d(dim_in, dim_out, 1))

    def residual(self, x):
        h = self.conv1(x)
        h = F.relu(h)
        h = self.conv2(h)
        return F.avg_pool2d(h, 2)

    def shortcut(self, x):
        return self.c_sc(F.avg_pool2d(x, 2))

    def forward(self, x):
        return self.residual(x) + self.shortcut(x)


class Block(nn.Module):
    def __init__(self, dim_in, dim_out, downsample=False):
        super().__init__()
        self.downsample = downsample
        self.learnable_sc = dim_in != dim_out or downsample
        self.conv1 = spectral_norm(nn.Conv2d(dim_in, dim_out, 3, padding=1))
        self.conv2 = spectral_norm(nn.Conv2d(dim_out, dim_out, 3, padding=1))
        if self.learnable_sc:
            self.c_sc = spectral_norm(nn.Conv2d(dim_in, dim_out, 1))

    def residual(self, x):
        h = F.relu(x)
        h = self.conv1(h)
        h = F.relu(h)
        h = self.conv2(h)
        return F.avg_pool2d(h, 2) if self.downsample else h

    def shortcut(self, x):
        if not self.learnable_sc:
            return x
        x = self.c_sc(x)
        return F.avg_pool2d(x, 2) if self.downsample else x

    def forward(self, x):
        return self.residual(x) + self.shortcut(x)


class Discriminator(nn.Module):
    def __init__(self, ndf=128):
        super().__init__()
        self.block1 = OptimizedBlock(3, ndf)
        self.block2 = Block(ndf, ndf, downsample=True)
        self.block3 = Block(ndf, ndf)
        self.block4 = Block(ndf, ndf)
        self.l5 = spectral_norm(nn.Linear(ndf, 1, bias=False))

    def forward(self, x):
        h = self.block1(x)
        h = self.block2(h)
        h = self.block3(h)
        h = self.block4(h)
        h = F.relu(h)
        h = h.sum(dim=(2, 3))
        return self.l5(h)
