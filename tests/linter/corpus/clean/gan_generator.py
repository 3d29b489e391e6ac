"""Residual generator: a latent vector becomes a 4x4 map that upsampling residual blocks enlarge."""
# input: 128
# target: ResNetGenerator
# fixed-size: the input is a latent vector
import torch
from torch import nn


class GenBlock(nn.Module):
    def __init__(self, ch_in, ch_out):
        super().__init__()
        self.bypass = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(ch_in, ch_out, 1))
        self.model = nn.Sequential(
            nn.BatchNorm2d(ch_in),
            nn.ReLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(ch_in, ch_out, 3, 1, padding=1, bias=False),
            nn.BatchNorm2d(ch_out),
            nn.ReLU(),
            nn.Conv2d(ch_out, ch_out, 3, 1, padding=1),
        )

    def forward(self, x):
        return self.model(x) + self.bypass(x)


class ResNetGenerator(nn.Module):
    def __init__(self, z_dim=128, ch=256):
        super().__init__()
        self.ch = ch
        self.dense = nn.Linear(z_dim, 4 * 4 * ch)
        self.blocks = nn.Sequential(GenBlock(ch, ch), GenBlock(ch, ch // 2), GenBlock(ch // 2, ch // 2))
        self.final = nn.Sequential(
            nn.BatchNorm2d(ch // 2), nn.ReLU(), nn.Conv2d(ch // 2, 3, 3, padding=1), nn.Tanh())

    def forward(self, z):
        x = self.dense(z).view(-1, self.ch, 4, 4)
        return self.final(self.blocks(x))


if __name__ == "__main__":
    print(ResNetGenerator()(torch.randn(4, 128)).shape)
