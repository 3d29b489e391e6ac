"""A detector's trunk derived from a classifier, old-style super everywhere."""
# input: 3x64x64
# target: Trunk
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, c):
        super(Unit, self).__init__()
        self.one = nn.Conv2d(c, c, 3, padding=1)
        self.two = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return F.relu(x + self.two(F.relu(self.one(x))))


class Classifier(nn.Module):
    def __init__(self, c=16):
        super(Classifier, self).__init__()
        self.extra = nn.Conv2d(c, c, 1)

    def forward(self, x):
        return self.body(F.relu(self.stem(x)))


class Trunk(Classifier):
    def __init__(self, c=16):
        super(Classifier, self).__init__()  # expect: RES520 super-of-another-class
        self.stem = nn.Conv2d(3, c, 3, stride=2, padding=1)
        self.body = nn.Sequential(Unit(c), Unit(c))


