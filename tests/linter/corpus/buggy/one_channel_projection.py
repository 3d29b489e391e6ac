"""Heat-map network; the projection was copied from the output layer and has a single channel."""
# input: 1x64x64
# target: HeatmapNet
import torch.nn as nn
import torch.nn.functional as F


class Bottle(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        half = n_out // 2
        self.bn1 = nn.BatchNorm2d(n_in)
        self.conv1 = nn.Conv2d(n_in, half, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(half)
        self.conv2 = nn.Conv2d(half, half, 3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(half)
        self.conv3 = nn.Conv2d(half, n_out, 1)
        self.skip = nn.Conv2d(n_in, 1, 1) if n_in != n_out else None  # expect: RES107 broadcasting-join

    def forward(self, x):
        r = self.conv1(F.relu(self.bn1(x)))
        r = self.conv2(F.relu(self.bn2(r)))
        r = self.conv3(F.relu(self.bn3(r)))
        s = self.skip(x) if self.skip is not None else x
        return r + s  # expect-also: RES107


class HeatmapNet(nn.Module):
    def __init__(self, joints=16):
        super().__init__()
        self.entry = nn.Sequential(nn.Conv2d(1, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.features = nn.Sequential(Bottle(64, 128), nn.MaxPool2d(2), Bottle(128, 128), Bottle(128, 256))
        self.final = nn.Sequential(nn.BatchNorm2d(256), nn.ReLU(), nn.Conv2d(256, joints, 1))

    def forward(self, x):
        return self.final(self.features(self.entry(x)))
