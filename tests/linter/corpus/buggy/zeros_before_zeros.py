"""ResNet for small images that starts as the identity, with an init method."""
# input: 3x32x32
# target: IdentityStart
import torch
import torch.nn as nn


class Pair(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.conv_a = nn.Conv2d(w, w, 3, padding=1, bias=False)
        self.norm_a = nn.BatchNorm2d(w)
        self.conv_b = nn.Conv2d(w, w, 3, padding=1, bias=False)
        self.norm_b = nn.BatchNorm2d(w)

    def forward(self, x):
        h = torch.relu(self.norm_a(self.conv_a(x)))
        return torch.relu(x + self.norm_b(self.conv_b(h)))


class IdentityStart(nn.Module):
    def __init__(self, w=32, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, w, 3, padding=1, bias=False), nn.BatchNorm2d(w), nn.ReLU())
        self.pairs = nn.Sequential(Pair(w), Pair(w), Pair(w))
        self.fc = nn.Linear(w, classes)
        for m in self.modules():
            if isinstance(m, Pair):
                nn.init.constant_(m.norm_b.weight, 0)  # expect-also: RES315
                nn.init.constant_(m.conv_b.weight, 0)  # expect: RES315 zero-initialized-twice

    def forward(self, x):
        return self.fc(self.pairs(self.stem(x)).mean((2, 3)))
