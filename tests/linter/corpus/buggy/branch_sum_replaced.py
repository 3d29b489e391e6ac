"""Multi-scale residual head: the outputs of parallel branches are added up."""
# input: 3x48x48
# target: Pyramid
import torch.nn as nn
import torch.nn.functional as F


class Pyramid(nn.Module):
    def __init__(self, c=24, classes=6):
        super().__init__()
        self.stem = nn.Conv2d(3, c, 3, stride=2, padding=1)
        self.branches = nn.ModuleList([nn.Conv2d(c, c, 3, padding=d, dilation=d) for d in (1, 2, 3)])
        self.head = nn.Conv2d(c, classes, 1)

    def forward(self, x):
        x = F.relu(self.stem(x))
        out = 0
        for branch in self.branches:
            out = F.relu(branch(x))  # expect: RES524 overwritten-sum
        x = x + out
        return self.head(x)  # expect: RES521 return-in-loop
        return F.interpolate(self.head(x), scale_factor=2)
