"""YOLO-like backbone: a CSP unit adds its input, and the calling stage adds it again."""
# input: 3x64x64
# target: TinyDark
from torch import nn


class Conv(nn.Module):
    def __init__(self, c1, c2, k=1, s=1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(c2)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class DarkUnit(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.cv1 = Conv(c, c // 2, 1)
        self.cv2 = Conv(c // 2, c, 3)

    def forward(self, x):
        return x + self.cv2(self.cv1(x))


class DarkStage(nn.Module):
    def __init__(self, c1, c2, n):
        super().__init__()
        self.down = Conv(c1, c2, 3, 2)
        self.units = nn.ModuleList([DarkUnit(c2) for _ in range(n)])

    def forward(self, x):
        x = self.down(x)
        for unit in self.units:
            residual = x
            x = unit(x)
            x = x + residual  # expect: RES206 shortcut-added-twice
        return x


class TinyDark(nn.Module):
    def __init__(self, nc=20):
        super().__init__()
        self.stem = Conv(3, 32, 3)
        self.stage1 = DarkStage(32, 64, 1)
        self.stage2 = DarkStage(64, 128, 2)
        self.stage3 = DarkStage(128, 256, 2)
        self.fc = nn.Linear(256, nc)

    def forward(self, x):
        x = self.stage3(self.stage2(self.stage1(self.stem(x))))
        return self.fc(x.mean((2, 3)))
