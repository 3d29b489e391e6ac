"""Auto-encoder's residual stack: the branch opens with an in-place ReLU, so the shortcut carries relu(x)."""
# input: 3x32x32
# target: Encoder
from torch import nn


class ReluFirst(nn.Module):
    def __init__(self, width, narrow):
        super().__init__()
        self.branch = nn.Sequential(
            nn.ReLU(True),  # expect: RES201 shortcut-changed-in-place
            nn.Conv2d(width, narrow, 3, padding=1),
            nn.ReLU(True),
            nn.Conv2d(narrow, width, 1),
        )

    def forward(self, z):
        return z + self.branch(z)


class Encoder(nn.Module):
    """Two strided convolutions and a residual stack make the codes of a discrete auto-encoder."""

    def __init__(self, width=128, narrow=32, depth=2):
        super().__init__()
        half = width // 2
        self.reduce = nn.Sequential(
            nn.Conv2d(3, half, 4, 2, 1), nn.ReLU(True),
            nn.Conv2d(half, width, 4, 2, 1), nn.ReLU(True),
            nn.Conv2d(width, width, 3, 1, 1))
        self.stack = nn.Sequential(*(ReluFirst(width, narrow) for _ in range(depth)))
        self.final = nn.ReLU()

    def forward(self, picture):
        return self.final(self.stack(self.reduce(picture)))
