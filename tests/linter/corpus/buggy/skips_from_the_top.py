"""A decoder that goes through its skips from the shallowest on."""
# input: 3x64x64
# target: Seg

import torch
import torch.nn as nn
import torch.nn.functional as F


class Seg(nn.Module):
    def __init__(self, c=32):
        super().__init__()
        self.e1 = nn.Sequential(nn.Conv2d(3, c, 3, 1, 1), nn.BatchNorm2d(c), nn.ReLU())
        self.e2 = nn.Sequential(nn.Conv2d(c, c, 3, 2, 1), nn.BatchNorm2d(c), nn.ReLU())
        self.e3 = nn.Sequential(nn.Conv2d(c, c, 3, 2, 1), nn.BatchNorm2d(c), nn.ReLU())
        self.e4 = nn.Sequential(nn.Conv2d(c, c, 3, 2, 1), nn.BatchNorm2d(c), nn.ReLU())
        self.dec = nn.ModuleList([nn.Sequential(nn.Conv2d(2 * c, c, 3, 1, 1), nn.BatchNorm2d(c), nn.ReLU()) for _ in range(3)])
        self.out = nn.Conv2d(c, 2, 1)

    def forward(self, x):
        skips = []
        for e in (self.e1, self.e2, self.e3):
            x = e(x)
            skips.append(x)
        x = self.e4(x)
        for d, s in zip(self.dec, skips):  # expect: RES554 shrinking-decoder
            x = F.interpolate(x, size=s.shape[2:], mode="bilinear", align_corners=False)
            x = d(torch.cat([x, s], 1))
        return self.out(x)
