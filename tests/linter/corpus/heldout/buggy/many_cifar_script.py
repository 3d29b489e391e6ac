"""A training script's model: four mistakes that do not stop it from running."""
# input: 3x32x32
# target: Net
import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    def __init__(self, in_c, out_c, stride=1, use_dropout=False):  # expect: RES504 unused-argument
        super().__init__()
        self.c1 = nn.Conv2d(in_c, out_c, 3, stride, 1)  # expect: RES303 bias-before-norm
        self.b1 = nn.BatchNorm2d(out_c)
        self.c2 = nn.Conv2d(out_c, out_c, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(out_c)
        if stride != 1 or in_c != out_c:
            self.sc = nn.Sequential(nn.Conv2d(in_c, out_c, 1, stride, bias=False), nn.BatchNorm2d(out_c))
        else:
            self.sc = nn.Identity()

    def forward(self, x):
        h = F.relu(self.b1(self.c1(x)))
        h = F.relu(self.b2(self.c2(h)))  # expect: RES213 activation-before-join
        h = h + self.sc(x)
        return F.relu(h)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.stem_bn = nn.BatchNorm2d(64)
        self.layers = nn.Sequential(
            Residual(64, 64), Residual(64, 128, 2), Residual(128, 128), Residual(128, 256, 2))
        self.extra = nn.Linear(256, 256)  # expect: RES503 unused-module
        self.fc = nn.Linear(256, 10)

    def forward(self, x):
        x = F.relu(self.stem_bn(self.stem(x)))
        x = self.layers(x)
        x = F.adaptive_avg_pool2d(x, 1).reshape(x.size(0), -1)
        return self.fc(x)
