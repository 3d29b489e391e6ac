"""Medical encoder whose unit always creates its projection and calls it in some blocks only."""
# input: 1x64x64
# target: ScanEncoder
from torch import nn


class ScanUnit(nn.Module):
    def __init__(self, before, after, step=1):
        super().__init__()
        self.body1 = nn.Conv2d(before, after, 3, stride=step, padding=1, bias=False)
        self.body2 = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.point = nn.Conv2d(before, after, 1, stride=step, bias=False)  # expect: RES503 unused-module
        self.norm = nn.ModuleList(nn.InstanceNorm2d(after) for _ in range(3))
        self.act = nn.LeakyReLU(0.01, inplace=True)
        self.reshapes = step != 1 or before != after

    def forward(self, scan):
        out = self.act(self.norm[0](self.body1(scan)))
        out = self.norm[1](self.body2(out))
        if self.reshapes:
            scan = self.norm[2](self.point(scan))
        out = out + scan
        return self.act(out)


class ScanEncoder(nn.Module):
    def __init__(self, widths=(32, 64, 128)):
        super().__init__()
        self.levels = nn.ModuleList()
        before = 1
        for level, width in enumerate(widths):
            self.levels.append(nn.Sequential(ScanUnit(before, width, 2 if level else 1), ScanUnit(width, width)))
            before = width

    def forward(self, scan):
        maps = []
        for level in self.levels:
            scan = level(scan)
            maps.append(scan)
        return maps
