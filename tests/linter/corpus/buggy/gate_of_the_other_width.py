"""Inverted residual blocks whose squeeze-and-excitation was made for the width behind it."""
# input: 3x64x64
# target: SmallMobile

from torch import nn


class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.down = nn.Conv2d(width, max(width // 4, 4), 1)
        self.up = nn.Conv2d(max(width // 4, 4), width, 1)
        self.act = nn.SiLU()
        self.open = nn.Sigmoid()

    def forward(self, x):
        return x * self.open(self.up(self.act(self.down(self.pool(x)))))


class MBConv(nn.Module):
    def __init__(self, narrow, wide, out, step):
        super().__init__()
        self.residual = step == 1 and narrow == out
        self.expand = nn.Sequential(nn.Conv2d(narrow, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.SiLU())
        self.depth = nn.Sequential(
            nn.Conv2d(wide, wide, 3, step, 1, groups=wide, bias=False), nn.BatchNorm2d(wide), nn.SiLU()
        )
        self.gate = Gate(out)  # expect: RES110 width-mismatch
        self.project = nn.Sequential(nn.Conv2d(wide, out, 1, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.project(self.gate(self.depth(self.expand(x))))
        return x + y if self.residual else y


class SmallMobile(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.SiLU())
        self.blocks = nn.Sequential(
            MBConv(16, 64, 24, 2), MBConv(24, 96, 24, 1), MBConv(24, 112, 40, 2), MBConv(40, 160, 40, 1)
        )
        self.fc = nn.Linear(40, classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))
