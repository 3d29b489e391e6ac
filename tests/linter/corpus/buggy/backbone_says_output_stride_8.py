"""Backbone for parsing street scenes."""
# input: 3x96x96
# target: StreetTrunk
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, cin, cout, stride=1, rate=1):
        super().__init__()
        self.a = nn.Conv2d(cin, cout, 3, stride=stride, padding=rate, dilation=rate, bias=False)
        self.na = nn.BatchNorm2d(cout)
        self.b = nn.Conv2d(cout, cout, 3, padding=rate, dilation=rate, bias=False)
        self.nb = nn.BatchNorm2d(cout)
        self.proj = None
        if stride != 1 or cin != cout:
            self.proj = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.nb(self.b(F.relu(self.na(self.a(x)))))
        return F.relu(y + (x if self.proj is None else self.proj(x)))


class StreetTrunk(nn.Module):
    """Returns the map at an output stride of 8; the last stages widen their view by dilation."""

    def __init__(self):
        super().__init__()
        self.entry = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU())
        self.s1 = nn.Sequential(Unit(24, 32, stride=2), Unit(32, 32))
        self.s2 = nn.Sequential(Unit(32, 64, stride=2), Unit(64, 64))
        self.s3 = nn.Sequential(Unit(64, 96, stride=2, rate=2), Unit(96, 96, rate=2))  # expect: RES530 output-stride-contradicts-text
        self.s4 = nn.Sequential(Unit(96, 128, rate=4), Unit(128, 128, rate=4))

    def forward(self, x):
        return self.s4(self.s3(self.s2(self.s1(self.entry(x)))))
