"""ResNeXt of a student: groups of 12 in a width of 64."""
# input: 3x64x64
# target: XNet
import torch
import torch.nn as nn


class XBlock(nn.Module):
    def __init__(self, cin, cout, groups=12, stride=1):
        super().__init__()
        mid = cout // 2
        self.squeeze = nn.Conv2d(cin, mid, 1, bias=False)
        self.sn = nn.BatchNorm2d(mid)
        self.group = nn.Conv2d(mid, mid, 3, stride, 1, groups=groups, bias=False)  # expect: RES112 groups-do-not-divide
        self.gn = nn.BatchNorm2d(mid)
        self.excite = nn.Conv2d(mid, cout, 1, bias=False)
        self.en = nn.BatchNorm2d(cout)
        self.side = None
        if stride != 1 or cin != cout:
            self.side = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        side = x if self.side is None else self.side(x)
        y = torch.relu(self.sn(self.squeeze(x)))
        y = torch.relu(self.gn(self.group(y)))
        y = self.en(self.excite(y))
        return torch.relu(y + side)


class XNet(nn.Module):
    def __init__(self, classes=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 5, 2, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.blocks = nn.Sequential(XBlock(64, 128), XBlock(128, 128), XBlock(128, 256, stride=2))
        self.fc = nn.Linear(256, classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))
