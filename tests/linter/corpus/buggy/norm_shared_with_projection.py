"""Keras-style block that uses its last norm for the main path and for the shortcut."""
# input: 3x64x64
# target: PortNet
import torch.nn.functional as F
from torch import nn


class ConvUnit(nn.Module):
    def __init__(self, n, f1, f3, s=2):
        super().__init__()
        self.conv2a = nn.Conv2d(n, f1, 1, s, bias=False)
        self.bn2a = nn.BatchNorm2d(f1)
        self.conv2b = nn.Conv2d(f1, f1, 3, 1, 1, bias=False)
        self.bn2b = nn.BatchNorm2d(f1)
        self.conv2c = nn.Conv2d(f1, f3, 1, bias=False)
        self.bn2c = nn.BatchNorm2d(f3)
        self.conv1 = nn.Conv2d(n, f3, 1, s, bias=False)

    def forward(self, X):
        X_shortcut = X
        X = F.relu(self.bn2a(self.conv2a(X)))
        X = F.relu(self.bn2b(self.conv2b(X)))
        X = self.bn2c(self.conv2c(X))
        X_shortcut = self.bn2c(self.conv1(X_shortcut))  # expect: RES301 shared-norm
        X = X + X_shortcut
        return F.relu(X)


class PortNet(nn.Module):
    def __init__(self, classes=6):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn_conv1 = nn.BatchNorm2d(64)
        self.a = ConvUnit(64, 64, 256, s=1)
        self.b = ConvUnit(256, 128, 512)
        self.c = ConvUnit(512, 256, 1024)
        self.fc = nn.Linear(1024, classes)

    def forward(self, X):
        X = F.max_pool2d(F.relu(self.bn_conv1(self.conv1(X))), 3, 2, 1)
        X = self.c(self.b(self.a(X)))
        return self.fc(F.adaptive_avg_pool2d(X, 1).flatten(1))
