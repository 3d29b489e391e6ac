"""Block that saves memory by keeping the shortcut out of the graph."""
# input: 3x32x32
# target: MemNet
import torch.nn as nn
import torch.nn.functional as F


class CheapBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv1 = nn.Conv2d(ch, ch, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(ch)
        self.conv2 = nn.Conv2d(ch, ch, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(ch)

    def forward(self, x):
        skip = x.detach()  # expect: RES202 shortcut-detached
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + skip)


class MemNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.s1 = nn.Sequential(CheapBlock(64), CheapBlock(64))
        self.t = nn.Sequential(nn.Conv2d(64, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU())
        self.s2 = nn.Sequential(CheapBlock(128), CheapBlock(128))
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        x = self.s2(self.t(self.s1(self.stem(x))))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
