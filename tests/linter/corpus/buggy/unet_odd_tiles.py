"""Residual U-Net for aerial tiles of odd size: the decoder doubles what the encoder rounded."""
# input: 3x150x150
# target: TileUNet
import torch
from torch import nn
from torch.nn import functional as F


def conv_norm(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outputs)
    )


class ResidualUnit(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.body = nn.Sequential(
            conv_norm(inputs, outputs, stride), nn.ReLU(), conv_norm(outputs, outputs)
        )
        self.skip = nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
        )

    def forward(self, x):
        return F.relu(self.body(x) + self.skip(x))


class TileUNet(nn.Module):
    def __init__(self, classes=6):
        super().__init__()
        self.enter = nn.Sequential(conv_norm(3, 16), nn.ReLU())
        self.down1 = ResidualUnit(16, 32, 2)
        self.down2 = ResidualUnit(32, 64, 2)
        self.up1 = ResidualUnit(64 + 32, 32)
        self.up2 = ResidualUnit(32 + 16, 16)
        self.classify = nn.Conv2d(16, classes, 1)

    def forward(self, tile):
        full = self.enter(tile)
        half = self.down1(full)
        quarter = self.down2(half)
        y = F.interpolate(quarter, scale_factor=2, mode="bilinear")  # expect: RES109 upsampled-size
        y = self.up1(torch.cat([y, half], dim=1))
        y = F.interpolate(y, scale_factor=2, mode="bilinear")
        y = self.up2(torch.cat([y, full], dim=1))
        return self.classify(y)
