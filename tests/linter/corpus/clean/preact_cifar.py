"""Pre-activation ResNet-18 for CIFAR; the projection reads the activated input, as in the paper."""
# input: 3x32x32
# target: PreActResNet18
from torch import nn
from torch.nn import functional as F


class PreActUnit(nn.Module):

    def __init__(self, a, b, s):
        super(PreActUnit, self).__init__()
        self.norm_a, self.norm_b = nn.BatchNorm2d(a), nn.BatchNorm2d(b)
        self.conv_a = nn.Conv2d(a, b, 3, s, 1, bias=False)
        self.conv_b = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        if a != b or s != 1:
            self.proj = nn.Conv2d(a, b, 1, s, bias=False)

    def forward(self, x):
        active = F.relu(self.norm_a(x))
        # identity: the raw input. projection: what the first convolution sees, too
        kept = self.proj(active) if hasattr(self, 'proj') else x
        y = self.conv_a(active)
        y = self.conv_b(F.relu(self.norm_b(y)))
        y += kept
        return y


class PreActNet(nn.Module):

    def __init__(self, counts, classes=10):
        super(PreActNet, self).__init__()
        self.begin = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        units, a = [], 64
        for k, count in enumerate(counts):
            b = 64 << k
            for j in range(count):
                units.append(PreActUnit(a, b, 2 if k and not j else 1))
                a = b
        self.units = nn.Sequential(*units)
        self.end_norm = nn.BatchNorm2d(a)
        self.fc = nn.Linear(a, classes)

    def forward(self, x):
        y = self.units(self.begin(x))
        y = F.relu(self.end_norm(y))
        return self.fc(F.adaptive_avg_pool2d(y, 1).flatten(1))


def PreActResNet18():
    return PreActNet((2, 2, 2, 2))
