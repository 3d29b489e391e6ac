"""The usual make_layer, but inplanes is set without the expansion: the second block does not fit."""
# input: 3x64x64
# target: build_model
# args: depth=50
from torch import nn


class Unit(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride):
        super().__init__()
        wide = planes * self.expansion
        self.f = nn.Sequential(
            nn.Conv2d(inplanes, planes, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(True),
            nn.Conv2d(planes, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(True),
            nn.Conv2d(planes, wide, 1, bias=False), nn.BatchNorm2d(wide))
        self.s = nn.Sequential()
        if stride != 1 or inplanes != wide:
            self.s = nn.Sequential(nn.Conv2d(inplanes, wide, 1, stride, bias=False), nn.BatchNorm2d(wide))
        self.r = nn.ReLU(True)

    def forward(self, x):
        return self.r(self.f(x) + self.s(x))


class Model(nn.Module):
    def __init__(self, counts, classes):
        super().__init__()
        self.inplanes = 64
        self.front = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(*[
            self.stage(64 * 2 ** k, n, 1 if k == 0 else 2) for k, n in enumerate(counts)])
        self.tail = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, classes))

    def stage(self, planes, n, stride):
        units = []
        for k in range(n):
            units.append(Unit(self.inplanes, planes, stride if k == 0 else 1))
            self.inplanes = planes  # expect: RES110 width-mismatch
        return nn.Sequential(*units)

    def forward(self, x):
        return self.tail(self.stages(self.front(x)))


LAYERS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}


def build_model(depth, classes=1000):
    return Model(LAYERS[depth], classes)
