"""ConvNet with layer scale and a style-modulated norm; parts were lost in a merge."""
# input: 3x32x32, 16
# target: Styled
import torch
from torch import nn


class Modulate(nn.Module):
    def __init__(self, style, ch):
        super().__init__()
        self.norm = nn.InstanceNorm2d(ch)
        self.to_both = nn.Linear(style, 2 * ch)

    def forward(self, x, s):
        scale, shift = self.to_both(s)[:, :, None, None].chunk(2, 1)
        return self.norm(x) * (1 + scale) + scale  # expect: RES209 discarded-result


class ScaledBlock(nn.Module):
    def __init__(self, ch, style):
        super().__init__()
        self.mod = Modulate(style, ch)
        self.conv = nn.Conv2d(ch, ch, 3, padding=1)
        self.scale = nn.Parameter(1e-4 * torch.ones(1, ch, 1, 1))

    def forward(self, x, s):
        return x + self.conv(nn.functional.gelu(self.mod(x, s)))  # expect: RES518 unused-parameter


class Styled(nn.Module):
    def __init__(self, ch=24, style=16):
        super().__init__()
        self.inp = nn.Conv2d(3, ch, 3, padding=1)
        self.one, self.two = ScaledBlock(ch, style), ScaledBlock(ch, style)
        self.out = nn.Conv2d(ch, 3, 3, padding=1)

    def forward(self, x, s):
        return self.out(self.two(self.one(self.inp(x), s), s))
