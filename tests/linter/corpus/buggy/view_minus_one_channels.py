"""CIFAR ResNeXt run on tiny-imagenet: the fixed pool leaves a map and the view puts it into the batch."""
# input: 3x64x64
# target: TinyResNeXt
import torch.nn as nn
import torch.nn.functional as F


class GroupUnit(nn.Module):
    def __init__(self, cin, cout, stride, paths):
        super(GroupUnit, self).__init__()
        inner = paths * (cout // 16)
        self.path = nn.Sequential(
            nn.Conv2d(cin, inner, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
            nn.Conv2d(inner, inner, 3, stride, 1, groups=paths, bias=False), nn.BatchNorm2d(inner),
            nn.ReLU(inplace=True),
            nn.Conv2d(inner, cout, 1, bias=False), nn.BatchNorm2d(cout))
        self.direct = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        return F.relu(self.path(x) + self.direct(x), inplace=True)


class TinyResNeXt(nn.Module):
    def __init__(self, paths=8, labels=200):
        super(TinyResNeXt, self).__init__()
        self.entry = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
        self.u1 = GroupUnit(64, 256, 1, paths)
        self.u2 = GroupUnit(256, 512, 2, paths)
        self.u3 = GroupUnit(512, 1024, 2, paths)
        self.scores = nn.Linear(1024, labels)

    def forward(self, x):
        x = self.entry(x)
        x = self.u3(self.u2(self.u1(x)))
        x = F.avg_pool2d(x, 8, 1)  # expect-also: RES114
        x = x.view(-1, 1024)  # expect: RES114 batch-changing-reshape
        return self.scores(x)
