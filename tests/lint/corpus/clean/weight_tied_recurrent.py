"""Deep-thinking network: one residual block is applied again and again, with its own weights shared by intent."""
# input: 3x32x32
# target: DTNet
import torch
import torch.nn.functional as F
from torch import nn


class BasicBlock2D(nn.Module):
    def __init__(self, planes):
        super().__init__()
        self.conv1 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, bias=False)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = self.conv2(out)
        out += x
        return F.relu(out)


class DTNet(nn.Module):
    """The image is fed again at each iteration ("recall")."""

    def __init__(self, width=64, iterations=4):
        super().__init__()
        self.iterations = iterations
        self.projection = nn.Sequential(nn.Conv2d(3, width, 3, padding=1, bias=False), nn.ReLU())
        self.recall = nn.Conv2d(width + 3, width, kernel_size=3, padding=1, bias=False)
        self.block = BasicBlock2D(width)
        self.head = nn.Sequential(
            nn.Conv2d(width, 32, 3, padding=1, bias=False), nn.ReLU(), nn.Conv2d(32, 2, 3, padding=1, bias=False))

    def forward(self, x):
        thought = self.projection(x)
        outputs = []
        for _ in range(self.iterations):
            thought = F.relu(self.recall(torch.cat([thought, x], 1)))
            thought = self.block(thought)
            outputs.append(self.head(thought))
        return torch.stack(outputs, dim=1)
