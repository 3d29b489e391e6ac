"""Residual net with stride-3 stages; the shortcut pools by the rounded ratio of the two widths."""
# input: 3x36x36
# target: RatioNet
import torch
import torch.nn as nn
import torch.nn.functional as F


def add_shortcut(x, residual, proj):
    # compute the stride from the two shapes so that nobody has to pass it
    ratio = round(x.size(2) / residual.size(2))
    if ratio > 1:
        x = F.avg_pool2d(x, ratio)  # expect: RES106 odd-size-shortcut
    return proj(x) + residual


class Block(nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.conv_1 = nn.Conv2d(n_in, n_out, 3, stride, padding=1, bias=False)
        self.bn_1 = nn.BatchNorm2d(n_out)
        self.conv_2 = nn.Conv2d(n_out, n_out, 3, padding=1, bias=False)
        self.bn_2 = nn.BatchNorm2d(n_out)
        self.proj = nn.Conv2d(n_in, n_out, 1, bias=False) if n_in != n_out else nn.Identity()

    def forward(self, x):
        residual = torch.relu(self.bn_1(self.conv_1(x)))
        residual = self.bn_2(self.conv_2(residual))
        return torch.relu(add_shortcut(x, residual, self.proj))


class RatioNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.blocks = nn.Sequential(Block(32, 32, 1), Block(32, 64, 3), Block(64, 64, 1), Block(64, 128, 3))
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.blocks(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).view(x.size(0), -1))
