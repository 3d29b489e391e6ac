"""ArcFace IResNet: BN-conv-BN-PReLU-conv-BN, nothing after the add, an embedding of the flattened 7x7 map."""
# input: 3x112x112
# target: iresnet
# fixed-size: faces are aligned to 112 pixels
from torch import nn


class FaceUnit(nn.Module):
    def __init__(self, a, b, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            nn.BatchNorm2d(a),
            nn.Conv2d(a, b, 3, padding=1, bias=False),
            nn.BatchNorm2d(b),
            nn.PReLU(b),
            nn.Conv2d(b, b, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(b),
        )
        self.side = nn.Identity()
        if stride != 1:
            self.side = nn.Sequential(nn.Conv2d(a, b, 1, stride=stride, bias=False), nn.BatchNorm2d(b))

    def forward(self, x):
        out = self.branch(x)
        out += self.side(x)
        return out


class FaceEmbedder(nn.Module):
    MAP = 7

    def __init__(self, depths, dim=512, dropout=0.4):
        super().__init__()
        self.entry = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64))
        a, units = 64, []
        for b, depth in zip((64, 128, 256, 512), depths):
            units.append(FaceUnit(a, b, stride=2))
            units += [FaceUnit(b, b) for _ in range(depth - 1)]
            a = b
        self.units = nn.Sequential(*units)
        self.exit = nn.Sequential(
            nn.BatchNorm2d(a), nn.Flatten(), nn.Dropout(dropout, inplace=True),
            nn.Linear(a * self.MAP ** 2, dim, bias=False), nn.BatchNorm1d(dim))

    def forward(self, aligned):
        return self.exit(self.units(self.entry(aligned)))


def iresnet():
    return FaceEmbedder([1, 2, 2, 1])
