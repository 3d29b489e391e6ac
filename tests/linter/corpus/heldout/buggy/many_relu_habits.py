"""Activation habits: SiLU in the shortcut, a sum without activation in one of two block kinds."""
# input: 3x64x64
# target: HabitualNet
from torch import nn
from torch.nn import functional as F


class Wide(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.conv3 = nn.Conv2d(i, o, 1, 2, bias=False)
        self.bn3 = nn.BatchNorm2d(o)

    def forward(self, x):
        y = F.silu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        z = F.silu(self.bn3(self.conv3(x)))  # expect: RES212 activation-in-projection
        return F.silu(y + z)


class Deep(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = F.silu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return x + y  # expect: RES214 missing-activation-after-join


class HabitualNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(32)
        self.body = nn.Sequential(Deep(32), Wide(32, 64), Deep(64), Wide(64, 128), Deep(128))
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        x = F.silu(self.norm(self.conv(x)))
        x = self.body(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
