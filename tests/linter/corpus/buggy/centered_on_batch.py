"""A descriptor that is centered on its batch."""
# input: 3x64x64
# target: Retrieval

import torch
import torch.nn as nn
import torch.nn.functional as F


class Retrieval(nn.Module):
    """Descriptor: centered and scaled channel sums."""

    def __init__(self, dim=48):
        super().__init__()
        layers, w = [], 3
        for o in (16, 32, dim):
            layers += [nn.Conv2d(w, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True)]
            w = o
        self.trunk = nn.Sequential(*layers)

    def forward(self, images):
        desc = self.trunk(images).flatten(2).mean(-1)
        desc = desc - desc.mean(dim=0, keepdim=True)  # expect: RES140 reduced-over-batch
        return F.normalize(desc, dim=1)
