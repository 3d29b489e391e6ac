"""Stages whose stride leaks to each block, an early return, and pooling without gradient."""
# input: 3x64x64
# target: Net
import torch
import torch.nn as nn


class Unit(nn.Module):
    def __init__(self, in_ch, out_ch, stride, use_bn=True):  # expect: RES504
        super().__init__()
        self.c1 = nn.Conv2d(in_ch, out_ch, 3, stride, 1, bias=False)
        self.b1 = nn.BatchNorm2d(out_ch)
        self.c2 = nn.Conv2d(out_ch, out_ch, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(out_ch)
        self.relu = nn.ReLU()
        self.sc = None
        if in_ch != out_ch or stride != 1:
            self.sc = nn.Sequential(nn.Conv2d(in_ch, out_ch, 1, stride, bias=False), nn.BatchNorm2d(out_ch))

    def forward(self, x):
        y = self.relu(self.b1(self.c1(x)))
        y = self.b2(self.c2(y))
        if self.sc is None:
            return self.relu(y)  # expect: RES205
        return self.relu(y + self.sc(x))


class Net(nn.Module):
    def __init__(self, n=3, num_classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.s1 = self.stage(32, 32, n, 1)
        self.s2 = self.stage(32, 64, n, 2)
        self.s3 = self.stage(64, 128, n, 2)
        self.fc = nn.Linear(128, num_classes)

    def stage(self, i, o, n, stride):
        out = []
        for k in range(n):
            out.append(Unit(i if k == 0 else o, o, stride))  # expect: RES508
        return nn.Sequential(*out)

    def forward(self, x):
        x = self.stem(x)
        x = self.s3(self.s2(self.s1(x)))
        with torch.no_grad():
            x = x.mean((2, 3))  # expect: RES402
        return self.fc(x)
