"""Denoising U-Net block: GroupNorm and SiLU, an embedding added per channel, a zero-initialized last conv."""
# input: 3x32x32, 128
# target: TinyDenoiser
# other-input: 3x48x40, 128
import torch
from torch import nn


def zero_module(module):
    for p in module.parameters():
        nn.init.zeros_(p)
    return module


class ResBlock(nn.Module):
    def __init__(self, channels, emb_channels, out_channels):
        super().__init__()
        self.in_layers = nn.Sequential(
            nn.GroupNorm(32, channels), nn.SiLU(), nn.Conv2d(channels, out_channels, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(emb_channels, out_channels))
        self.out_layers = nn.Sequential(
            nn.GroupNorm(32, out_channels), nn.SiLU(), nn.Dropout(p=0.1),
            zero_module(nn.Conv2d(out_channels, out_channels, 3, padding=1)))
        if out_channels == channels:
            self.skip_connection = nn.Identity()
        else:
            self.skip_connection = nn.Conv2d(channels, out_channels, 1)

    def forward(self, x, emb):
        h = self.in_layers(x)
        emb_out = self.emb_layers(emb)
        h = h + emb_out[..., None, None]
        h = self.out_layers(h)
        return self.skip_connection(x) + h


class TinyDenoiser(nn.Module):
    def __init__(self, model_channels=64, emb_dim=128):
        super().__init__()
        c = model_channels
        self.time_embed = nn.Sequential(nn.Linear(emb_dim, c * 4), nn.SiLU(), nn.Linear(c * 4, c * 4))
        self.input = nn.Conv2d(3, c, 3, padding=1)
        self.down1 = ResBlock(c, c * 4, c)
        self.downsample = nn.Conv2d(c, c, 3, stride=2, padding=1)
        self.down2 = ResBlock(c, c * 4, c * 2)
        self.middle = ResBlock(c * 2, c * 4, c * 2)
        self.upsample = nn.Conv2d(c * 2, c * 2, 3, padding=1)
        self.up1 = ResBlock(c * 3, c * 4, c)
        self.out = nn.Sequential(nn.GroupNorm(32, c), nn.SiLU(), nn.Conv2d(c, 3, 3, padding=1))

    def forward(self, x, t):
        emb = self.time_embed(t)
        h1 = self.down1(self.input(x), emb)
        h2 = self.down2(self.downsample(h1), emb)
        h = self.middle(h2, emb)
        h = nn.functional.interpolate(h, size=h1.shape[-2:], mode="nearest")
        h = self.upsample(h)
        h = self.up1(torch.cat([h, h1], dim=1), emb)
        return self.out(h)
