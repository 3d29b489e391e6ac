"""A squeeze-and-excitation block whose gate pools the block's input."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class SEBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)
        self.fc1 = nn.Linear(c, c // 4)
        self.fc2 = nn.Linear(c // 4, c)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        s = F.adaptive_avg_pool2d(x, 1).flatten(1)  # expect: RES557 lacks-its-form
        s = torch.sigmoid(self.fc2(F.relu(self.fc1(s))))
        out = out * s.view(s.size(0), -1, 1, 1)
        return F.relu(out + x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.b = nn.Sequential(SEBlock(32), SEBlock(32))
        self.fc = nn.Linear(32, 5)

    def forward(self, x):
        return self.fc(self.b(self.stem(x)).mean((2, 3)))
