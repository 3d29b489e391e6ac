"""The block takes a downsample module and keeps it, but forward never calls it."""
# input: 3x64x64
# target: StoredNet
import torch
import torch.nn as nn


class BasicBlock(nn.Module):
    def __init__(self, in_planes, planes, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_planes, planes, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample  # expect-also: RES101, RES503

    def forward(self, x):
        shortcut = x  # expect-also: RES101
        x = self.conv1(x)
        x = self.norm1(x)
        x = self.relu(x)
        x = self.conv2(x)
        x = self.norm2(x)
        x += shortcut  # expect: RES101|RES503 missing-projection
        return self.relu(x)


class StoredNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
        self.l1 = self.stage(64, 64, 1)
        self.l2 = self.stage(64, 128, 2)
        self.l3 = self.stage(128, 256, 2)
        self.fc = nn.Linear(256, num_classes)

    def stage(self, cin, cout, stride):
        downsample = None
        if stride != 1 or cin != cout:
            downsample = nn.Sequential(
                nn.Conv2d(cin, cout, kernel_size=1, stride=stride, bias=False),  # expect-also: RES503
                nn.BatchNorm2d(cout))
        return nn.Sequential(BasicBlock(cin, cout, stride, downsample), BasicBlock(cout, cout))

    def forward(self, x):
        x = self.l3(self.l2(self.l1(self.stem(x))))
        return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))
