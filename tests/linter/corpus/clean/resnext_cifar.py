"""ResNeXt for CIFAR whose modules are run by calling ``.forward`` directly, as some old code does."""
# input: 3x32x32
# target: CifarResNeXt
import torch.nn as nn
import torch.nn.functional as F


class AggregatedBlock(nn.Module):
    def __init__(self, cin, cout, stride, paths, path_width):
        super(AggregatedBlock, self).__init__()
        inner = paths * path_width
        self.into = nn.Conv2d(cin, inner, 1, bias=False)
        self.into_bn = nn.BatchNorm2d(inner)
        self.grouped = nn.Conv2d(inner, inner, 3, stride, 1, groups=paths, bias=False)
        self.grouped_bn = nn.BatchNorm2d(inner)
        self.out = nn.Conv2d(inner, cout, 1, bias=False)
        self.out_bn = nn.BatchNorm2d(cout)
        self.direct = nn.Sequential()
        if cin != cout:
            self.direct.add_module('conv', nn.Conv2d(cin, cout, 1, stride, bias=False))
            self.direct.add_module('bn', nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.into_bn.forward(self.into.forward(x))
        y = self.grouped.forward(F.relu(y, inplace=True))
        y = F.relu(self.grouped_bn.forward(y), inplace=True)
        y = self.out_bn.forward(self.out.forward(y))
        y = y + self.direct.forward(x)
        return F.relu(y, inplace=True)


class CifarResNeXt(nn.Module):
    def __init__(self, paths=8, path_width=16, labels=10):
        super(CifarResNeXt, self).__init__()
        self.c0 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.n0 = nn.BatchNorm2d(64)
        self.b1 = AggregatedBlock(64, 256, 1, paths, path_width)
        self.b2 = AggregatedBlock(256, 512, 2, paths, 2 * path_width)
        self.b3 = AggregatedBlock(512, 1024, 2, paths, 4 * path_width)
        self.scores = nn.Linear(1024, labels)

    def forward(self, x):
        x = F.relu(self.n0.forward(self.c0.forward(x)), inplace=True)
        for block in (self.b1, self.b2, self.b3):
            x = block.forward(x)
        return self.scores(x.mean(3).mean(2))
