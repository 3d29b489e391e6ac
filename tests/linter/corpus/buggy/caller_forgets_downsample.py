"""CIFAR ResNet whose block takes a downsample, written out stage by stage; one stage forgets to pass it."""
# input: 3x32x32
# target: CifarResNet
import torch.nn as nn
import torch.nn.functional as F


def down(cin, cout, stride):
    return nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.downsample = downsample

    def forward(self, x):
        identity = x
        if self.downsample is not None:
            identity = self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + identity)


class CifarResNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.s1b1 = Block(16, 16)
        self.s1b2 = Block(16, 16)
        self.s2b1 = Block(16, 32, 2, down(16, 32, 2))
        self.s2b2 = Block(32, 32)
        self.s3b1 = Block(32, 64, stride=2)  # expect: RES101 missing-projection
        self.s3b2 = Block(64, 64)
        self.out = nn.Linear(64, classes)

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        x = self.s1b2(self.s1b1(x))
        x = self.s2b2(self.s2b1(x))
        x = self.s3b2(self.s3b1(x))
        return self.out(x.mean((2, 3)))
