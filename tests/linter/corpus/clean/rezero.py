"""ReZero: every branch is multiplied by a learned scalar that starts at zero."""
# input: 3x32x32
# target: ReZeroNet
import torch
from torch import nn


class ReZeroBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
        )
        self.alpha = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return x + self.alpha * self.f(x)


class Down(nn.Module):
    """Halves the map between two groups of residual blocks."""

    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 2, stride=2)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.conv(x))


class ReZeroNet(nn.Module):
    def __init__(self, width=32, blocks=2, num_classes=10):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, width, 3, padding=1),
            nn.ReLU(),
            *[ReZeroBlock(width) for _ in range(blocks)],
            Down(width, 2 * width),
            *[ReZeroBlock(2 * width) for _ in range(blocks)],
            Down(2 * width, 4 * width),
            *[ReZeroBlock(4 * width) for _ in range(blocks)],
        )
        self.classifier = nn.Linear(4 * width, num_classes)

    def forward(self, images):
        return self.classifier(self.net(images).mean(dim=(2, 3)))
