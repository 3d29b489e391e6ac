"""A projection head that promises another width than it has."""
# input: 3x64x64
# target: Embedder
import torch
import torch.nn as nn
import torch.nn.functional as F


class Embedder(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(),
        )
        self.project = nn.Conv2d(64, 64, 1)  # expect: RES544 shape-contradicts-text

    def forward(self, images):
        """Embed each cell of a grid.

        Args:
            images: (B, 3, H, W)

        Returns:
            Tensor of shape (B, 128, H/4, W/4).
        """
        return self.project(self.body(images))
