"""Denoising U-Net block: GroupNorm and SiLU, an embedding added per channel, a zero-initialized last conv."""
# input: 3x32x32, 128
# target: TinyDenoiser
# other-input: 3x48x40, 128
import torch
from torch import nn
from torch.nn import functional as F


class NoisyBlock(nn.Module):
    def __init__(self, cin, cout, conditioning):
        super().__init__()
        self.norm1 = nn.GroupNorm(32, cin)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.condition = nn.Linear(conditioning, cout)
        self.norm2 = nn.GroupNorm(32, cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.pass_by = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()
        # a block begins as the identity
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x, e):
        h = self.conv1(F.silu(self.norm1(x)))
        h = h + self.condition(F.silu(e))[..., None, None]
        h = self.conv2(F.dropout(F.silu(self.norm2(h)), 0.1, self.training))
        return self.pass_by(x) + h


class TinyDenoiser(nn.Module):
    def __init__(self, width=64, embedding=128):
        super().__init__()
        cond = 4 * width
        self.embed = nn.Sequential(nn.Linear(embedding, cond), nn.SiLU(), nn.Linear(cond, cond))
        self.entry = nn.Conv2d(3, width, 3, padding=1)
        self.block1 = NoisyBlock(width, width, cond)
        self.halve = nn.Conv2d(width, width, 3, stride=2, padding=1)
        self.block2 = NoisyBlock(width, 2 * width, cond)
        self.block3 = NoisyBlock(2 * width, 2 * width, cond)
        self.smooth = nn.Conv2d(2 * width, 2 * width, 3, padding=1)
        self.block4 = NoisyBlock(3 * width, width, cond)
        self.exit_norm = nn.GroupNorm(32, width)
        self.exit = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, noisy, time):
        e = self.embed(time)
        fine = self.block1(self.entry(noisy), e)
        coarse = self.block3(self.block2(self.halve(fine), e), e)
        coarse = self.smooth(F.interpolate(coarse, size=fine.shape[-2:], mode="nearest"))
        h = self.block4(torch.cat([coarse, fine], dim=1), e)
        return self.exit(F.silu(self.exit_norm(h)))
