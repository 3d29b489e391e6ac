"""Functional-style block where the two convolutions of the branch collapse into one linear map."""
# input: 3x64x64
# target: LinearPairNet
import torch.nn as nn
import torch.nn.functional as F


class PairBlock(nn.Module):
    def __init__(self, channels, out_channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.conv3 = nn.Conv2d(channels, out_channels, 1, stride, bias=False) if channels != out_channels else None

    def forward(self, X):
        Y = self.bn1(self.conv1(X))  # expect: RES306 missing-activation
        Y = self.bn2(self.conv2(Y))
        if self.conv3 is not None:
            X = self.conv3(X)
        return F.relu(Y + X)


def stage(c_in, c_out, n):
    return nn.Sequential(*[
        PairBlock(c_in if k == 0 else c_out, c_out, 2 if k == 0 and c_in != c_out else 1) for k in range(n)])


class LinearPairNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.b1 = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1))
        self.b2, self.b3, self.b4 = stage(64, 64, 2), stage(64, 128, 2), stage(128, 256, 2)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(256, num_classes))

    def forward(self, X):
        return self.head(self.b4(self.b3(self.b2(self.b1(X)))))
