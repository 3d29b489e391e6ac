"""Audio ResNet with habits of another framework: biases, one reversed norm, a norm that doubles."""
# input: 1x64x64
# target: HabitNet
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, s, 1)  # expect: RES303 bias-before-norm
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1)  # expect: RES303 bias-before-norm
        self.bn2 = nn.BatchNorm2d(o)
        self.short = None
        if s != 1 or i != o:
            self.short = nn.Sequential(
                nn.Conv2d(i, o, 1, s, bias=False),
                nn.BatchNorm2d(o),
                nn.BatchNorm2d(o),  # expect: RES305 double-norm
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.short is None else self.short(x)))


class HabitNet(nn.Module):
    def __init__(self, classes=50):
        super().__init__()
        self.conv0 = nn.Conv2d(1, 32, 3, 1, 1, bias=False)
        self.bn0 = nn.BatchNorm2d(32)
        self.units = nn.Sequential(Unit(32, 32), Unit(32, 64, 2), Unit(64, 128, 2))
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        x = self.bn0(F.relu(self.conv0(x)))  # expect: RES307 norm-after-activation
        x = self.units(x)
        return self.fc(x.mean((2, 3)))
