"""Anti-spoofing net: all convolutions drop their bias but that of the stem and of the embedding."""
# input: 3x64x64
# target: SpoofNet
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, a, b, s):
        super().__init__()
        self.conv1 = nn.Conv2d(a, b, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(b)
        self.conv2 = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(b)
        self.down = nn.Sequential(nn.Conv2d(a, b, 1, s, bias=False), nn.BatchNorm2d(b)) if a != b else None

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.down is None else self.down(x)))


class SpoofNet(nn.Module):
    def __init__(self, feature_dim=128):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 7, stride=2, padding=3)  # expect: RES303 bias-before-norm
        self.stem_norm = nn.BatchNorm2d(64)
        self.u1 = Unit(64, 64, 1)
        self.u2 = Unit(64, 128, 2)
        self.u3 = Unit(128, 256, 2)
        self.embed = nn.Linear(256, feature_dim)  # expect: RES303 bias-before-norm
        self.embed_norm = nn.BatchNorm1d(feature_dim)
        self.out = nn.Linear(feature_dim, 2)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(x)))
        x = self.u3(self.u2(self.u1(x)))
        x = x.mean(dim=(2, 3))
        x = F.relu(self.embed_norm(self.embed(x)))
        return self.out(x)
