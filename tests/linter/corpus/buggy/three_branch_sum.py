"""Multi-kernel residual block: three branches are summed, one of them is not 'same' padded."""
# input: 3x48x48
# target: MultiKernelNet
import torch
from torch import nn


def cbr(i, o, k, p):
    return nn.Sequential(nn.Conv2d(i, o, k, padding=p, bias=False), nn.BatchNorm2d(o))  # expect-also: RES104


class MKBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.k3 = cbr(ch, ch, 3, 1)
        self.k5 = cbr(ch, ch, 5, 1)  # expect: RES104|RES108 main-path-padding
        self.k7 = cbr(ch, ch, 7, 3)

    def forward(self, x):
        y = self.k3(x) + self.k5(x) + self.k7(x)  # expect-also: RES104, RES108
        return torch.relu(y + x)


class MultiKernelNet(nn.Module):
    def __init__(self, num_classes=8):
        super().__init__()
        self.conv = nn.Conv2d(3, 48, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(48)
        self.b1 = MKBlock(48)
        self.b2 = MKBlock(48)
        self.fc = nn.Linear(48, num_classes)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x)))
        x = self.b2(self.b1(x))
        return self.fc(x.mean(dim=(2, 3)))
