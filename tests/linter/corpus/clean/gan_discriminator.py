"""GAN critic: residual blocks with spectral norm, average-pool shortcuts and a sum-pooled head."""
# input: 3x32x32
# target: Critic
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.parametrizations import spectral_norm


def sn_conv(a, b, k):
    return spectral_norm(nn.Conv2d(a, b, k, padding=k // 2))


class CriticBlock(nn.Module):
    """``reads_pixels``: the first block has no activation before its first convolution."""

    def __init__(self, a, b, shrink, reads_pixels=False):
        super().__init__()
        self.shrink, self.reads_pixels = shrink, reads_pixels
        self.conv1, self.conv2 = sn_conv(a, b, 3), sn_conv(b, b, 3)
        self.pointwise = sn_conv(a, b, 1) if shrink or a != b else None

    def pool(self, x):
        return F.avg_pool2d(x, 2) if self.shrink else x

    def forward(self, x):
        h = x if self.reads_pixels else F.relu(x)
        h = self.conv2(F.relu(self.conv1(h)))
        if self.pointwise is None:
            return x + h
        # the order of pooling and 1x1 convolution makes no difference to the result
        if self.reads_pixels:
            return self.pool(h) + self.pointwise(self.pool(x))
        return self.pool(h) + self.pool(self.pointwise(x))


class Critic(nn.Module):
    def __init__(self, width=128):
        super().__init__()
        self.blocks = nn.Sequential(
            CriticBlock(3, width, shrink=True, reads_pixels=True), CriticBlock(width, width, shrink=True),
            CriticBlock(width, width, shrink=False), CriticBlock(width, width, shrink=False))
        self.realness = spectral_norm(nn.Linear(width, 1, bias=False))

    def forward(self, image):
        h = F.relu(self.blocks(image))
        return self.realness(h.sum(dim=(2, 3)))
