"""Port of a bottleneck network: stride twice, fc of the small variant, in-place shortcut trouble."""
# input: 3x64x64
# target: PortedNet
import torch
from torch import nn


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, cin, planes, stride=1):
        super().__init__()
        cout = planes * self.expansion
        self.reduce = nn.Conv2d(cin, planes, 1, stride=stride, bias=False)
        self.bn_r = nn.BatchNorm2d(planes)
        self.conv = nn.Conv2d(planes, planes, 3, stride=stride, padding=1, bias=False)  # expect: RES105 stride-twice
        self.bn_c = nn.BatchNorm2d(planes)
        self.expand = nn.Conv2d(planes, cout, 1, bias=False)
        self.bn_e = nn.BatchNorm2d(cout)
        if stride != 1 or cin != cout:
            self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1, stride=stride, bias=False), nn.BatchNorm2d(cout))
        else:
            self.shortcut = nn.Identity()

    def forward(self, x):
        y = torch.relu(self.bn_r(self.reduce(x)))
        y = torch.relu(self.bn_c(self.conv(y)))
        y = self.bn_e(self.expand(y))
        return torch.relu(y + self.shortcut(x))


class PortedNet(nn.Module):
    def __init__(self, layers=(2, 2, 2, 1), num_classes=365):
        super().__init__()
        self.channels = 64
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(*[
            self.stage(64 * 2 ** i, n, 1 if i == 0 else 2) for i, n in enumerate(layers)])
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(512, num_classes),  # expect: RES111 linear-width-mismatch
        )

    def stage(self, planes, n, stride):
        blocks = [Bottleneck(self.channels, planes, stride)]
        self.channels = planes * Bottleneck.expansion
        blocks += [Bottleneck(self.channels, planes) for _ in range(1, n)]
        return nn.Sequential(*blocks)

    def forward(self, x):
        return self.head(self.stages(self.stem(x)))
