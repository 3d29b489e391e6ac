"""A pool that drops the sides already, and a flatten behind it as in the network it came from."""
# input: 3x32x32
# target: Net
import torch
import torch.nn as nn
import torch.nn.functional as F


class GlobalPool(nn.Module):
    def forward(self, x):
        return F.adaptive_avg_pool2d(x, 1).view(x.size(0), -1)


class Block(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.down = nn.Sequential(nn.AvgPool2d(s, s), nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.down(x), inplace=True)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1, self.layer2 = Block(3, 16, 2), Block(16, 32, 2)
        self.avgpool, self.fc = GlobalPool(), nn.Linear(32, 7)

    def forward(self, x, features_only=False):
        x = self.layer2(self.layer1(x))
        if not features_only:
            x = self.fc(self.avgpool(x))
        return x


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.encoder = Encoder()
        self.avgpool = GlobalPool()
        self.fc = nn.Linear(32, classes)

    def forward(self, x):
        x = self.encoder(x, features_only=True)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.fc(x)
