"""ResNet-D: deep stem, stride on the 3x3, and an average pool in the shortcut."""
# input: 3x64x64
# target: ResNetD
from torch import nn


def cbr(cin, cout, k, s=1, act=True):
    mods = [nn.Conv2d(cin, cout, k, s, k // 2, bias=False), nn.BatchNorm2d(cout)]
    if act:
        mods.append(nn.ReLU(inplace=True))
    return nn.Sequential(*mods)


class BottleneckD(nn.Module):
    def __init__(self, cin, mid, stride):
        super().__init__()
        cout = mid * 4
        self.branch2 = nn.Sequential(
            cbr(cin, mid, 1), cbr(mid, mid, 3, stride), cbr(mid, cout, 1, act=False)
        )
        if stride == 2:
            # ceil_mode, so that odd maps agree with the padded convolution
            self.branch1 = nn.Sequential(
                nn.AvgPool2d(2, 2, ceil_mode=True, count_include_pad=False),
                cbr(cin, cout, 1, act=False),
            )
        elif cin != cout:
            self.branch1 = cbr(cin, cout, 1, act=False)
        else:
            self.branch1 = nn.Identity()
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(self.branch1(x) + self.branch2(x))


class ResNetD(nn.Module):
    def __init__(self, depths=(1, 2, 2, 1), classes=100):
        super().__init__()
        self.stem = nn.Sequential(
            cbr(3, 32, 3, 2), cbr(32, 32, 3), cbr(32, 64, 3), nn.MaxPool2d(3, 2, 1)
        )
        body, cin = [], 64
        for i, depth in enumerate(depths):
            mid = 64 * 2**i
            for j in range(depth):
                body.append(BottleneckD(cin, mid, 2 if i > 0 and j == 0 else 1))
                cin = mid * 4
        self.body = nn.Sequential(*body)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(cin, classes))

    def forward(self, x):
        return self.head(self.body(self.stem(x)))
