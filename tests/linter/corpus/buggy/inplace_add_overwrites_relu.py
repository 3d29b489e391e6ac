"""`x += residual` right after a ReLU: backward needs the ReLU's result and it is gone."""
# input: 3x32x32
# target: ForumNet
import torch.nn as nn


class ResBlock(nn.Module):
    def __init__(self, channels):
        super(ResBlock, self).__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.relu1 = nn.ReLU()
        self.relu2 = nn.ReLU()

    def forward(self, x):
        residual = x
        x = self.relu1(self.conv1(x))
        x = self.relu2(self.conv2(x))
        x += residual  # expect: RES401 overwritten-before-backward
        return x


class ForumNet(nn.Module):
    def __init__(self, channels=32, n_blocks=3, n_classes=10):
        super(ForumNet, self).__init__()
        self.first = nn.Sequential(nn.Conv2d(3, channels, 3, padding=1), nn.ReLU())
        self.blocks = nn.Sequential(*[ResBlock(channels) for _ in range(n_blocks)])
        self.last = nn.Linear(channels, n_classes)

    def forward(self, x):
        x = self.first(x)
        x = self.blocks(x)
        x = x.mean(3).mean(2)
        return self.last(x)
