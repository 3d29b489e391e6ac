"""GroupNorm ResNet: 32 groups everywhere, although the first stage has 48 channels."""
# input: 3x64x64
# target: GNResNet
from functools import partial

import torch.nn.functional as F
from torch import nn

GN = partial(nn.GroupNorm, 32)  # expect-also: RES112


class GNBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.gn1 = GN(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.gn2 = GN(cout)
        self.down = None
        if stride != 1 or cin != cout:
            self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), GN(cout))

    def forward(self, x):
        y = F.relu(self.gn1(self.conv1(x)))
        y = self.gn2(self.conv2(y))
        return F.relu(y + (x if self.down is None else self.down(x)))


class GNResNet(nn.Module):
    def __init__(self, num_classes=10, width=48):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.gn = GN(width)  # expect: RES112 groups-do-not-divide
        self.body = nn.Sequential(GNBlock(width, width), GNBlock(width, 2 * width, 2), GNBlock(2 * width, 4 * width, 2))
        self.fc = nn.Linear(4 * width, num_classes)

    def forward(self, x):
        x = F.relu(self.gn(self.conv(x)))
        return self.fc(self.body(x).mean(dim=(2, 3)))
