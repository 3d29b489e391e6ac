"""Style-transfer network: a unit adds its branch to itself where the unit's input was meant."""
# input: 3x64x64
# target: StyleNet
import torch.nn as nn
import torch.nn.functional as F


class Mirror(nn.Module):
    """Convolution with reflected borders."""

    def __init__(self, cin, cout, k, stride=1):
        super().__init__()
        self.border = nn.ReflectionPad2d(k // 2)
        self.conv = nn.Conv2d(cin, cout, k, stride, bias=False)
        self.norm = nn.InstanceNorm2d(cout, affine=True)

    def forward(self, x):
        return self.norm(self.conv(self.border(x)))


class Unit(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.one = Mirror(c, c, 3)
        self.two = Mirror(c, c, 3)

    def forward(self, x):
        skip = x  # allow: RES204
        y = F.relu(self.one(x))
        y = self.two(y)
        y = y + y  # expect: RES207 added-to-itself
        return y  # allow: RES205


class StyleNet(nn.Module):
    def __init__(self, width=32, units=3):
        super().__init__()
        self.enter = Mirror(3, width, 9)
        self.shrink = Mirror(width, 2 * width, 3, stride=2)
        self.units = nn.Sequential(*[Unit(2 * width) for _ in range(units)])
        self.enlarge = nn.Upsample(scale_factor=2, mode='nearest')
        self.refine = Mirror(2 * width, width, 3)
        self.paint = nn.Conv2d(width, 3, 9, padding=4)

    def forward(self, content):
        y = F.relu(self.enter(content))
        y = F.relu(self.shrink(y))
        y = self.units(y)
        y = F.relu(self.refine(self.enlarge(y)))
        return self.paint(y)
