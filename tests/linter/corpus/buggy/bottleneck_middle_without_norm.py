"""ResNet-50-like bottleneck in one Sequential: the 3x3 is followed by a ReLU but by no norm."""
# input: 3x64x64
# target: GapNet
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, cin, mid, cout, stride=1):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(cin, mid, kernel_size=1, bias=False),
            nn.BatchNorm2d(mid),
            nn.ReLU(inplace=True),
            nn.Conv2d(mid, mid, kernel_size=3, stride=stride, padding=1, bias=False),  # expect: RES304 missing-norm
            nn.ReLU(inplace=True),
            nn.Conv2d(mid, cout, kernel_size=1, bias=False),
            nn.BatchNorm2d(cout))
        self.skip = nn.Sequential()
        if cin != cout or stride != 1:
            self.skip = nn.Sequential(
                nn.Conv2d(cin, cout, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(cout))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.conv(x) + self.skip(x))


class GapNet(nn.Module):
    def __init__(self, num_classes=80):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64),
            nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(
            Bottleneck(64, 64, 256), Bottleneck(256, 64, 256),
            Bottleneck(256, 128, 512, 2), Bottleneck(512, 128, 512))
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, num_classes))

    def forward(self, x):
        return self.head(self.stages(self.stem(x)))
