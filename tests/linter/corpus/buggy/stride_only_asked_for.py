"""Inverted residuals for a phone; repeats and steps in a table."""
# input: 3x64x64
# target: Phone
from torch import nn


def cbn(i, o, k=1, s=1, g=1):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(o))


class Inverted(nn.Module):
    def __init__(self, i, o, stride, ratio):
        super().__init__()
        self.add = stride == 1 and i == o
        self.expand, self.act = cbn(i, i * ratio), nn.ReLU6()
        self.depth = cbn(i * ratio, i * ratio, 3, g=i * ratio)  # expect: RES504 unused-argument
        self.project = cbn(i * ratio, o)

    def forward(self, x):
        y = self.project(self.act(self.depth(self.act(self.expand(x)))))
        return x + y if self.add else y


class Phone(nn.Module):
    TABLE = ((16, 1, 1), (24, 2, 2), (32, 2, 2))

    def __init__(self, classes=8, scale=4):
        super().__init__()
        levels = scale // 2  # expect: RES504 unused-argument
        c, body = 16, []
        for o, n, s in self.TABLE:
            for k in range(n):
                body.append(Inverted(c, o, s if k == 0 else 1, 4))
                c = o
        self.stem = nn.Sequential(cbn(3, 16, 3, 2), nn.ReLU6())
        self.body = nn.Sequential(*body)
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))
