"""ConvNeXt-like ResNet: depthwise 7x7, channels-last LayerNorm and linear layers, LayerScale and drop path."""
# input: 3x64x64
# target: convnext_micro
import torch
from torch import nn
from torch.nn import functional as F


class ChannelNorm(nn.LayerNorm):
    """LayerNorm over the channels of an NCHW map."""

    def forward(self, x):
        y = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return y.permute(0, 3, 1, 2)


class NextBlock(nn.Module):
    def __init__(self, width, drop, scale=1e-6):
        super().__init__()
        self.spatial = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.scale = nn.Parameter(scale * torch.ones(width))
        self.drop = drop

    def branch(self, x):
        y = self.spatial(x).permute(0, 2, 3, 1)
        y = self.down(F.gelu(self.up(self.norm(y))))
        return (self.scale * y).permute(0, 3, 1, 2)

    def forward(self, x):
        y = self.branch(x)
        if self.training and self.drop > 0:
            keep = 1.0 - self.drop
            y = y * torch.empty(len(y), 1, 1, 1, device=y.device).bernoulli_(keep).div_(keep)
        return x + y


class ConvNeXt(nn.Module):
    def __init__(self, widths, depths, classes=1000, last_drop=0.1):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 4, stride=4), ChannelNorm(widths[0], eps=1e-6))
        total, index, stages = sum(depths), 0, []
        for level, (width, depth) in enumerate(zip(widths, depths)):
            layers = []
            if level:
                narrow = widths[level - 1]
                layers += [ChannelNorm(narrow, eps=1e-6), nn.Conv2d(narrow, width, 2, stride=2)]
            for _ in range(depth):
                layers.append(NextBlock(width, last_drop * index / (total - 1)))
                index += 1
            stages.append(nn.Sequential(*layers))
        self.stages = nn.ModuleList(stages)
        self.norm = nn.LayerNorm(widths[-1], eps=1e-6)
        self.head = nn.Linear(widths[-1], classes)

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(self.norm(x.mean(dim=(-2, -1))))


def convnext_micro():
    return ConvNeXt(widths=(48, 96, 192, 384), depths=(1, 1, 2, 1))
