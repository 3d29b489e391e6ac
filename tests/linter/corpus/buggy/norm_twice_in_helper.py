"""The helper already normalizes; the block normalizes its result once more."""
# input: 3x64x64
# target: DoubleNormNet
import torch.nn as nn
import torch.nn.functional as F


class ConvBN(nn.Module):
    def __init__(self, i, o, k=3, s=1):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(o)

    def forward(self, x):
        return self.bn(self.conv(x))


class Block(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.conv1 = ConvBN(i, o, 3, s)
        self.conv2 = ConvBN(o, o)
        self.bn2 = nn.BatchNorm2d(o)
        self.match = nn.Identity() if i == o and s == 1 else ConvBN(i, o, 1, s)

    def forward(self, x):
        y = F.relu(self.conv1(x))
        y = self.bn2(self.conv2(y))  # expect: RES305 double-norm
        return F.relu(y + self.match(x))


class DoubleNormNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = ConvBN(3, 64, 7, 2)
        self.blocks = nn.Sequential(Block(64, 64), Block(64, 128, 2), Block(128, 128), Block(128, 256, 2))
        self.fc = nn.Linear(256, num_classes)

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = F.max_pool2d(x, 3, 2, 1)
        x = self.blocks(x)
        return self.fc(x.mean((2, 3)))
