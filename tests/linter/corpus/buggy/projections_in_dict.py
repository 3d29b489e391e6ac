"""Lateral convolutions of a pyramid are kept in a dict by level."""
# input: 3x64x64
# target: Pyramid
from torch import nn
from torch.nn import functional as F


class Res(nn.Module):
    def __init__(self, i, o, s=2):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.proj = nn.Conv2d(i, o, 1, s, bias=False)
        self.proj_bn = nn.BatchNorm2d(o)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.proj_bn(self.proj(x)))


class Pyramid(nn.Module):
    def __init__(self, width=128, num_classes=10):
        super().__init__()
        self.c2 = Res(3, 64)
        self.c3 = Res(64, 128)
        self.c4 = Res(128, 256)
        self.lateral = {}  # expect: RES501 unregistered-modules
        for name, channels in (("c2", 64), ("c3", 128), ("c4", 256)):
            self.lateral[name] = nn.Conv2d(channels, width, 1)  # expect-also: RES501
        self.head = nn.Conv2d(width, num_classes, 3, padding=1)

    def forward(self, x):
        c2 = self.c2(x)
        c3 = self.c3(c2)
        c4 = self.c4(c3)
        p4 = self.lateral["c4"](c4)
        p3 = self.lateral["c3"](c3) + F.interpolate(p4, size=c3.shape[-2:])
        p2 = self.lateral["c2"](c2) + F.interpolate(p3, size=c2.shape[-2:])
        return [self.head(p) for p in (p2, p3, p4)]
