"""3-D ResNet: a pool over seven rows of a 4x4 map, and a bias before a norm."""
# input: 3x8x64x64
# target: ActionNet
import torch
import torch.nn as nn


class Basic3D(nn.Module):
    def __init__(self, i, o, stride=1):
        super().__init__()
        self.conv1 = nn.Conv3d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(o)
        self.conv2 = nn.Conv3d(o, o, 3, 1, 1)  # expect: RES303 bias-before-norm
        self.bn2 = nn.BatchNorm3d(o)
        self.down = None
        if stride != 1 or i != o:
            self.down = nn.Sequential(nn.Conv3d(i, o, 1, stride, bias=False), nn.BatchNorm3d(o))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + (self.down(x) if self.down is not None else x))


class ActionNet(nn.Module):
    def __init__(self, num_actions=51):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv3d(3, 32, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False), nn.BatchNorm3d(32), nn.ReLU(),
            nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1)))
        self.l1 = Basic3D(32, 32)
        self.l2 = Basic3D(32, 64, 2)
        self.l3 = Basic3D(64, 128, 2)
        self.pool = nn.AvgPool3d((2, 7, 7))  # expect: RES116 kernel-larger-than-map
        self.fc = nn.Linear(128, num_actions)

    def forward(self, clip):
        x = self.l3(self.l2(self.l1(self.stem(clip))))
        x = self.pool(x)
        x = x.flatten(1)
        return self.fc(x)
