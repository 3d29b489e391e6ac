"""Translated from Keras: "same" padding guessed, probabilities as output, and biases in the block."""
# input: 3x64x64
# target: KerasLike
from torch import nn
import torch


class IdentityBlock(nn.Module):
    def __init__(self, channels, f, filters):
        super().__init__()
        F1, F2, F3 = filters
        self.conv2a = nn.Conv2d(channels, F1, 1)  # expect: RES303 bias-before-norm
        self.bn2a = nn.BatchNorm2d(F1)
        self.conv2b = nn.Conv2d(F1, F2, f, padding=f)  # expect: RES104|RES108 main-path-padding; expect: RES303 bias-before-norm
        self.bn2b = nn.BatchNorm2d(F2)
        self.conv2c = nn.Conv2d(F2, F3, 1)  # expect: RES303 bias-before-norm
        self.bn2c = nn.BatchNorm2d(F3)

    def forward(self, X):
        X_shortcut = X
        X = torch.relu(self.bn2a(self.conv2a(X)))
        X = torch.relu(self.bn2b(self.conv2b(X)))
        X = self.bn2c(self.conv2c(X))
        X = X + X_shortcut  # expect-also: RES108
        return torch.relu(X)


class KerasLike(nn.Module):
    def __init__(self, classes=6):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.pool1 = nn.MaxPool2d(3, 2, 1)
        self.block1 = IdentityBlock(64, 3, (32, 32, 64))
        self.block2 = IdentityBlock(64, 3, (32, 32, 64))
        self.pool2 = nn.AdaptiveAvgPool2d(1)
        self.dense = nn.Linear(64, classes)

    def forward(self, X):
        X = self.pool1(torch.relu(self.bn1(self.conv1(X))))
        X = self.block2(self.block1(X))
        X = torch.flatten(self.pool2(X), 1)
        return torch.softmax(self.dense(X), dim=1)  # expect: RES510 softmax-output
