"""A U-Net whose encoder is a ResNet-34: skips over long distances."""

import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.projection = None
        if stride != 1 or channels != width:
            self.projection = nn.Sequential(
                nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        shortcut = x if self.projection is None else self.projection(x)
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + shortcut)


def stage(channels, width, depth, stride):
    blocks = [BasicBlock(channels, width, stride)]
    blocks += [BasicBlock(width, width) for _ in range(depth - 1)]
    return nn.Sequential(*blocks)


def conv(channels, width):
    return nn.Sequential(
        nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
    )


class Up(nn.Module):
    def __init__(self, channels, skip, width):
        super().__init__()
        self.up = nn.ConvTranspose2d(channels, width, 2, 2)
        self.conv1 = conv(width + skip, width)
        self.conv2 = conv(width, width)

    def forward(self, x, skip):
        return self.conv2(self.conv1(torch.cat([self.up(x), skip], 1)))


class UNet(nn.Module):
    def __init__(self, num_classes=1):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU()
        )
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.down1 = stage(64, 64, 3, 1)
        self.down2 = stage(64, 128, 4, 2)
        self.down3 = stage(128, 256, 6, 2)
        self.down4 = stage(256, 512, 3, 2)
        self.up4 = Up(512, 256, 256)
        self.up3 = Up(256, 128, 128)
        self.up2 = Up(128, 64, 64)
        self.up1 = Up(64, 64, 32)
        self.head = nn.Sequential(nn.ConvTranspose2d(32, 16, 2, 2), nn.Conv2d(16, num_classes, 1))

    def forward(self, x):
        stem = self.stem(x)
        down1 = self.down1(self.pool(stem))
        down2 = self.down2(down1)
        down3 = self.down3(down2)
        x = self.up4(self.down4(down3), down3)
        x = self.up2(self.up3(x, down2), down1)
        return self.head(self.up1(x, stem))
