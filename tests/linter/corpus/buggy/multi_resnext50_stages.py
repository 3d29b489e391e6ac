"""resnext50 with a stage whose stride is missing, and group widths that do not reach the output."""
# input: 3x64x64
# target: resnext50
import torch
from torch import nn


class Block(nn.Module):
    expansion = 4

    def __init__(self, cin, planes, stride=1, groups=32, base=4):
        super().__init__()
        width = int(planes * base / 64) * groups
        cout = planes * self.expansion
        self.conv1 = nn.Conv2d(cin, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, cout, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(width)  # expect: RES110 width-mismatch
        self.down = None
        if stride != 1 or cin != cout:
            self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return torch.relu(y + (x if self.down is None else self.down(x)))


class ResNeXt(nn.Module):
    def __init__(self, depths, num_classes=1000):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.layer1 = self.make(64, 64, depths[0], 1)
        self.layer2 = self.make(256, 128, depths[1], 2)
        self.layer3 = self.make(512, 256, depths[2], 1)  # expect: RES507 width-or-stride-contradicts-name
        self.layer4 = self.make(1024, 512, depths[3], 2)
        self.fc = nn.Linear(2048, num_classes)

    @staticmethod
    def make(cin, planes, n, stride):
        first = Block(cin, planes, stride)
        return nn.Sequential(first, *[Block(planes * 4, planes) for _ in range(n - 1)])

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))
        return self.fc(x.mean((2, 3)))


def resnext50():
    return ResNeXt((3, 4, 6, 3))
