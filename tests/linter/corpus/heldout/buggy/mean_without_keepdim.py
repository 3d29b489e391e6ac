"""Spatial context added without keepdim: works with one image by broadcasting, fails with two."""
# input: 3x48x48
# target: ContextNet
import torch
import torch.nn as nn


class ContextBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(ch, ch, 3, padding=1, bias=False), nn.BatchNorm2d(ch), nn.ReLU(),
            nn.Conv2d(ch, ch, 3, padding=1, bias=False), nn.BatchNorm2d(ch))

    def forward(self, x):
        y = self.conv(x)
        saliency = x.mean(dim=1)  # expect-also: RES120, RES107, RES108
        y = y + saliency  # expect: RES108|RES120|RES107 join-shape-mismatch
        return torch.relu(y + x)


class ContextNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 40, 3, 2, 1, bias=False), nn.BatchNorm2d(40), nn.ReLU())
        self.body = nn.Sequential(ContextBlock(40), ContextBlock(40))
        self.fc = nn.Linear(40, classes)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))
