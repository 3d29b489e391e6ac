"""Video ResNet that keeps striding time: at the end a 4-frame kernel meets two frames."""
# input: 3x16x56x56
# target: ClipNet
import torch
from torch import nn


class Res3d(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv3d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(cout)
        self.conv2 = nn.Conv3d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm3d(cout)
        self.proj = nn.Sequential(nn.Conv3d(cin, cout, 1, stride, bias=False), nn.BatchNorm3d(cout))

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return torch.relu(out + self.proj(x))


class ClipNet(nn.Module):
    def __init__(self, actions=101):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv3d(3, 32, (3, 7, 7), (1, 2, 2), (1, 3, 3), bias=False), nn.BatchNorm3d(32), nn.ReLU())
        self.res1 = Res3d(32, 64, 2)
        self.res2 = Res3d(64, 128, 2)
        self.res3 = Res3d(128, 256, 2)
        self.temporal = nn.Sequential(
            nn.Conv3d(256, 256, (4, 1, 1), bias=False),  # expect: RES116 kernel-larger-than-map
            nn.BatchNorm3d(256), nn.ReLU())
        self.fc = nn.Linear(256, actions)

    def forward(self, clip):
        x = self.res3(self.res2(self.res1(self.stem(clip))))
        x = self.temporal(x).mean(dim=(2, 3, 4))
        return self.fc(x)
