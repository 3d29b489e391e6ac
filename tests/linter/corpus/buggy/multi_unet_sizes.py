"""U-Net with transposed convolutions: multiples of four only, and biases in front of the norms."""
# input: 1x64x64
# target: UNetRes
import torch
from torch import nn


class DoubleRes(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, padding=1)  # expect: RES303 bias-before-norm
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, padding=1)  # expect: RES303 bias-before-norm
        self.bn2 = nn.BatchNorm2d(o)
        self.match = nn.Conv2d(i, o, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(o)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + self.bn3(self.match(x)))


class UNetRes(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.e1, self.e2, self.e3 = DoubleRes(1, 16), DoubleRes(16, 32), DoubleRes(32, 64)
        self.pool = nn.MaxPool2d(2)
        self.up2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.d2 = DoubleRes(64, 32)
        self.up1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.d1 = DoubleRes(32, 16)
        self.out = nn.Conv2d(16, classes, 1)

    def forward(self, x):
        e1 = self.e1(x)
        e2 = self.e2(self.pool(e1))
        e3 = self.e3(self.pool(e2))
        d2 = self.d2(torch.cat([self.up2(e3), e2], dim=1))  # expect: RES119 fixed-input-size
        d1 = self.d1(torch.cat([self.up1(d2), e1], dim=1))  # expect-also: RES119
        return self.out(d1)
