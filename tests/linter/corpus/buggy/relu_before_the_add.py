"""CIFAR ResNet-18 with one ReLU too many: the second norm is activated before the shortcut is added."""
# input: 3x32x32
# target: ResNet18
import torch.nn as nn
import torch.nn.functional as F


class Basic(nn.Module):
    def __init__(self, i, o, s):
        super(Basic, self).__init__()
        self.w1 = nn.Conv2d(i, o, kernel_size=3, stride=s, padding=1, bias=False)
        self.n1 = nn.BatchNorm2d(o)
        self.w2 = nn.Conv2d(o, o, kernel_size=3, stride=1, padding=1, bias=False)
        self.n2 = nn.BatchNorm2d(o)
        self.side = nn.Sequential()
        if s != 1 or i != o:
            self.side = nn.Sequential(nn.Conv2d(i, o, kernel_size=1, stride=s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = F.relu(self.n1(self.w1(x)))
        y = F.relu(self.n2(self.w2(y)))  # expect: RES213 activation-before-join
        y = y + self.side(x)
        y = F.relu(y)
        return y


class CifarNet(nn.Module):
    def __init__(self, counts, num_classes=10):
        super(CifarNet, self).__init__()
        self.w0 = nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False)
        self.n0 = nn.BatchNorm2d(64)
        self.stages = nn.ModuleList()
        i = 64
        for k, count in enumerate(counts):
            o = 64 * 2 ** k
            strides = [1 if k == 0 else 2] + [1] * (count - 1)
            self.stages.append(nn.Sequential(*[Basic(i if n == 0 else o, o, s) for n, s in enumerate(strides)]))
            i = o
        self.fc = nn.Linear(i, num_classes)

    def forward(self, x):
        y = F.relu(self.n0(self.w0(x)))
        for stage in self.stages:
            y = stage(y)
        y = F.adaptive_avg_pool2d(y, 1)
        return self.fc(y.view(y.size(0), -1))


def ResNet18():
    return CifarNet([2, 2, 2, 2])
