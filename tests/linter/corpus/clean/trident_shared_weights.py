"""TridentNet block: one convolution's weight is used at three dilations through F.conv2d."""
# input: 3x64x64
# target: TridentNet
import torch
from torch import nn
from torch.nn import functional as F


class TridentBlock(nn.Module):
    """The three branches share all weights but not the dilation."""

    def __init__(self, channels, mid, dilations=(1, 2, 3)):
        super().__init__()
        self.dilations = dilations
        self.conv1 = nn.Conv2d(channels, mid, 1, bias=False)
        self.gn1 = nn.GroupNorm(16, mid)
        self.conv2 = nn.Conv2d(mid, mid, 3, padding=1, bias=False)
        self.gn2 = nn.GroupNorm(16, mid)
        self.conv3 = nn.Conv2d(mid, channels, 1, bias=False)
        self.gn3 = nn.GroupNorm(16, channels)

    def branch(self, x, dilation):
        y = F.relu(self.gn1(self.conv1(x)))
        y = F.conv2d(y, self.conv2.weight, padding=dilation, dilation=dilation)
        y = F.relu(self.gn2(y))
        y = self.gn3(self.conv3(y))
        return F.relu(x + y)

    def forward(self, xs):
        return [self.branch(x, d) for x, d in zip(xs, self.dilations)]


class TridentNet(nn.Module):
    def __init__(self, classes=80):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.GroupNorm(16, 64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.block1 = TridentBlock(64, 32)
        self.block2 = TridentBlock(64, 32)
        self.score = nn.Conv2d(64, classes, 1)

    def forward(self, x):
        x = self.stem(x)
        xs = self.block2(self.block1([x, x, x]))
        return torch.stack([self.score(x) for x in xs]).amax(0)
