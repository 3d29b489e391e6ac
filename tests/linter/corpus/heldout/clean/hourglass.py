"""Stacked hourglass: recursive modules, skip branches at each depth, intermediate predictions fed back."""
# input: 3x64x64
# target: Hourglasses
from torch import nn
from torch.nn import functional as F


def act_conv(cin, cout, k=1, bias=False):
    """Pre-activated convolution."""
    return nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, cout, k, padding=k // 2, bias=bias))


class PoseUnit(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        half = cout // 2
        self.branch = nn.Sequential(act_conv(cin, half), act_conv(half, half, 3), act_conv(half, cout, bias=True))
        self.side = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()

    def forward(self, x):
        return self.side(x) + self.branch(x)


class Glass(nn.Module):
    """Works at this scale and, through a smaller glass, at the coarser ones."""

    def __init__(self, depth, width, growth):
        super().__init__()
        wider = width + growth
        self.here = PoseUnit(width, width)
        self.below = nn.Sequential(
            nn.MaxPool2d(2),
            PoseUnit(width, wider),
            Glass(depth - 1, wider, growth) if depth > 1 else PoseUnit(wider, wider),
            PoseUnit(wider, width))

    def forward(self, x):
        here = self.here(x)
        return here + F.interpolate(self.below(x), size=here.shape[2:], mode='nearest')


class Hourglasses(nn.Module):
    def __init__(self, stacks=2, width=64, joints=16):
        super().__init__()
        self.entry = nn.Sequential(
            nn.Conv2d(3, 32, 7, 2, 3, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            PoseUnit(32, 48), nn.MaxPool2d(2), PoseUnit(48, width))
        self.glasses = nn.ModuleList(nn.Sequential(Glass(2, width, 16), PoseUnit(width, width)) for _ in range(stacks))
        self.heads = nn.ModuleList(act_conv(width, joints, bias=True) for _ in range(stacks))
        self.back = nn.ModuleList(nn.Conv2d(joints, width, 1) for _ in range(stacks - 1))

    def forward(self, image):
        x, heat = self.entry(image), []
        for index, (glass, head) in enumerate(zip(self.glasses, self.heads)):
            y = glass(x)
            heat.append(head(y))
            if index < len(self.back):
                x = x + y + self.back[index](heat[-1])
        return heat
