"""Novel-view encoder: the second convolution reads the block input, the first one's result is lost."""
# input: 3x64x64
# target: ViewEncoder
import torch
import torch.nn as nn
import torch.nn.functional as F


class ResBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv1 = nn.Conv2d(dim, dim, 3, padding=1, bias=False)
        self.norm1 = nn.InstanceNorm2d(dim)
        self.conv2 = nn.Conv2d(dim, dim, 3, padding=1, bias=False)
        self.norm2 = nn.InstanceNorm2d(dim)

    def forward(self, x):
        out = F.relu(self.norm1(self.conv1(x)))
        out = self.norm2(self.conv2(x))  # expect: RES209 discarded-result
        return x + out


class ViewEncoder(nn.Module):
    def __init__(self, z=128):
        super().__init__()
        self.c1 = nn.Conv2d(3, 64, 4, 2, 1)
        self.c2 = nn.Conv2d(64, 128, 4, 2, 1)
        self.blocks = nn.ModuleList(ResBlock(128) for _ in range(3))
        self.z = nn.Linear(128, z)

    def forward(self, img):
        h = F.relu(self.c1(img))
        h = F.relu(self.c2(h))
        for b in self.blocks:
            h = b(h)
        return self.z(torch.amax(h, dim=(2, 3)))
