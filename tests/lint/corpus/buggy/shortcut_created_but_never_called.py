"""MONAI-like unit that always creates conv3/norm3 and calls them in some blocks only."""
# input: 1x64x64
# target: UnetResEncoder
import torch.nn as nn


class UnetResBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.conv3 = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)  # expect: RES503 unused-module
        self.lrelu = nn.LeakyReLU(0.01, inplace=True)
        self.norm1 = nn.InstanceNorm2d(out_channels)
        self.norm2 = nn.InstanceNorm2d(out_channels)
        self.norm3 = nn.InstanceNorm2d(out_channels)
        self.downsample = in_channels != out_channels or stride != 1

    def forward(self, inp):
        residual = inp
        out = self.lrelu(self.norm1(self.conv1(inp)))
        out = self.norm2(self.conv2(out))
        if self.downsample:
            residual = self.norm3(self.conv3(residual))
        out += residual
        return self.lrelu(out)


class UnetResEncoder(nn.Module):
    def __init__(self, features=(32, 64, 128)):
        super().__init__()
        stages, c = [], 1
        for i, f in enumerate(features):
            stages.append(nn.Sequential(UnetResBlock(c, f, 1 if i == 0 else 2), UnetResBlock(f, f)))
            c = f
        self.stages = nn.ModuleList(stages)

    def forward(self, x):
        skips = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        return skips
