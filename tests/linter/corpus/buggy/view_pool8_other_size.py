"""Wide ResNet for 32 pixels: right at 32, four rows for each image at 64."""
# input: 3x32x32
# target: WRN
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, in_planes, out_planes, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_planes)
        self.conv1 = nn.Conv2d(in_planes, out_planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_planes)
        self.conv2 = nn.Conv2d(out_planes, out_planes, 3, 1, 1, bias=False)
        self.convShortcut = None
        if in_planes != out_planes:
            self.convShortcut = nn.Conv2d(in_planes, out_planes, 1, stride, bias=False)

    def forward(self, x):
        out = F.relu(self.bn1(x))
        shortcut = x if self.convShortcut is None else self.convShortcut(out)
        out = self.conv1(out)
        out = self.conv2(F.relu(self.bn2(out)))
        return shortcut + out


class WRN(nn.Module):
    def __init__(self, k=4, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.block1 = nn.Sequential(BasicBlock(16, 16 * k, 1), BasicBlock(16 * k, 16 * k, 1))
        self.block2 = nn.Sequential(BasicBlock(16 * k, 32 * k, 2), BasicBlock(32 * k, 32 * k, 1))
        self.block3 = nn.Sequential(BasicBlock(32 * k, 64 * k, 2), BasicBlock(64 * k, 64 * k, 1))
        self.bn1 = nn.BatchNorm2d(64 * k)
        self.fc = nn.Linear(64 * k, num_classes)
        self.nChannels = 64 * k

    def forward(self, x):
        out = self.conv1(x)
        out = self.block1(out)
        out = self.block2(out)
        out = self.block3(out)
        out = F.relu(self.bn1(out))
        out = F.avg_pool2d(out, 8)
        out = out.view(-1, self.nChannels)  # expect: RES114 batch-changing-reshape
        return self.fc(out)
