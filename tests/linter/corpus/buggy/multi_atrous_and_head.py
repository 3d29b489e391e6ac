"""Dilated backbone with a classification head: one padding does not follow, and the head has another backbone's width."""
# input: 3x96x96
# target: DilatedNet
import torch.nn as nn
import torch.nn.functional as F


class Bottleneck(nn.Module):
    def __init__(self, cin, mid, stride=1, dilation=1):
        super().__init__()
        cout = mid * 4
        self.conv1 = nn.Conv2d(cin, mid, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(mid)
        self.conv2 = nn.Conv2d(mid, mid, 3, stride, 1, dilation=dilation, bias=False)  # expect: RES104 main-path-padding
        self.bn2 = nn.BatchNorm2d(mid)
        self.conv3 = nn.Conv2d(mid, cout, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(cout)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = F.relu(self.bn2(self.conv2(y)), inplace=True)
        y = self.bn3(self.conv3(y))
        y += x if self.downsample is None else self.downsample(x)
        return F.relu(y, inplace=True)


class DilatedNet(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.c2 = nn.Sequential(Bottleneck(64, 64), Bottleneck(256, 64))
        self.c3 = nn.Sequential(Bottleneck(256, 128, stride=2), Bottleneck(512, 128))
        self.c4 = nn.Sequential(Bottleneck(512, 256, dilation=2), Bottleneck(1024, 256, dilation=2))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, num_classes)  # expect: RES111 linear-width-mismatch

    def forward(self, x):
        x = self.c4(self.c3(self.c2(self.stem(x))))
        x = self.pool(x)
        return self.fc(x.flatten(1))
