"""A backbone with the shapes noted beside each stage, for images of 224."""
# input: 3x128x128
# target: Backbone
import torch
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.proj = nn.Conv2d(cin, cout, 1, stride) if stride > 1 or cin != cout else nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.proj(x))


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.stage1 = Unit(32, 64, 2)
        self.stage2 = Unit(64, 96, 2)
        self.stage3 = Unit(96, 128, 1)  # expect: RES544 shape-contradicts-text ; allow: RES507

    def forward(self, x):
        x = self.stem(x)  # [B, 32, 112, 112]
        c1 = self.stage1(x)  # [B, 64, 56, 56]
        c2 = self.stage2(c1)  # [B, 96, 28, 28]
        c3 = self.stage3(c2)  # [B, 128, 14, 14]
        return c1, c2, c3
