"""The classifier is always 1000 wide, whatever num_classes says."""
# input: 3x64x64
# target: SmallImageNet
# args: num_classes=200
import torch
from torch import nn


class SepBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.down = None
        if stride > 1 or cin != cout:
            self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(y + (x if self.down is None else self.down(x)))


class SmallImageNet(nn.Module):
    def __init__(self, num_classes=1000):  # expect-also: RES505
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.body = nn.Sequential(SepBlock(64, 64, 1), SepBlock(64, 128, 2), SepBlock(128, 256, 2))
        self.fc = nn.Linear(256, 1000)  # expect: RES505 class-count-ignored

    def forward(self, x):
        x = self.body(self.stem(x)).mean(dim=(2, 3))
        return self.fc(x)
