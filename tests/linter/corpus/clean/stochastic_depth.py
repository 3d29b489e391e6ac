"""Stochastic depth: whole branches are dropped in training, batch by batch sample."""
# input: 3x32x32
# target: StochasticDepthNet
import torch
from torch import nn
from torch.nn import functional as F


def survive(branch, probability, training):
    """Drop the branch of single samples."""
    if not training:
        return branch * probability
    gate = torch.rand(branch.shape[0], 1, 1, 1, device=branch.device) < probability
    return branch * gate


class Block(nn.Module):
    def __init__(self, c_in, c_out, stride, probability):
        super().__init__()
        self.probability = probability
        self.conv_a = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.norm_a = nn.BatchNorm2d(c_out)
        self.conv_b = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.norm_b = nn.BatchNorm2d(c_out)
        self.stride = stride
        self.extra = c_out - c_in

    def shortcut(self, x):
        if self.stride > 1:
            x = F.avg_pool2d(x, self.stride, ceil_mode=True, count_include_pad=False)
        if self.extra:
            x = F.pad(x, (0, 0, 0, 0, 0, self.extra))
        return x

    def forward(self, x):
        branch = F.relu(self.norm_a(self.conv_a(x)))
        branch = self.norm_b(self.conv_b(branch))
        return F.relu(self.shortcut(x) + survive(branch, self.probability, self.training))


class StochasticDepthNet(nn.Module):
    def __init__(self, n=2, num_classes=10, last_probability=0.5):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(16)
        total, done, blocks, c_in = 3 * n, 0, [], 16
        for c_out in (16, 32, 64):
            for _ in range(n):
                done += 1
                p = 1 - done / total * (1 - last_probability)
                blocks.append(Block(c_in, c_out, 1 if c_in == c_out else 2, p))
                c_in = c_out
        self.blocks = nn.Sequential(*blocks)
        self.out = nn.Linear(64, num_classes)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(x)))
        x = self.blocks(x)
        return self.out(F.adaptive_avg_pool2d(x, 1).flatten(1))
