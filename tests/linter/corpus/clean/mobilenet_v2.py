"""Inverted residuals: linear bottlenecks, a join only where the shapes agree, depthwise convolutions."""
# input: 3x64x64
# target: mobilenet
from torch import nn


def unit(cin, cout, k, stride=1, groups=1, linear=False):
    parts = [nn.Conv2d(cin, cout, k, stride, k // 2, groups=groups, bias=False), nn.BatchNorm2d(cout)]
    return parts if linear else [*parts, nn.ReLU6(inplace=True)]


class Inverted(nn.Module):
    def __init__(self, cin, cout, stride, factor):
        super().__init__()
        wide = cin * factor
        layers = unit(cin, wide, 1) if factor > 1 else []
        layers += unit(wide, wide, 3, stride, groups=wide)
        layers += unit(wide, cout, 1, linear=True)
        self.layers = nn.Sequential(*layers)
        self.joins = stride == 1 and cin == cout

    def forward(self, x):
        y = self.layers(x)
        return x + y if self.joins else y


class MobileNet(nn.Module):
    #        expansion, width, repeats, stride
    TABLE = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 2, 2), (6, 96, 2, 1))

    def __init__(self, classes, last=320):
        super().__init__()
        layers, cin = unit(3, 32, 3, 2), 32
        for factor, width, repeats, stride in self.TABLE:
            for k in range(repeats):
                layers.append(Inverted(cin, width, stride if k == 0 else 1, factor))
                cin = width
        layers += unit(cin, last, 1)
        self.layers = nn.Sequential(*layers)
        self.out = nn.Sequential(nn.Dropout(0.2), nn.Linear(last, classes))

    def forward(self, x):
        return self.out(self.layers(x).mean([2, 3]))


def mobilenet(**options):
    options.setdefault("classes", 1000)
    return MobileNet(**options)
