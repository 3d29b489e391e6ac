"""Basic block with expansion 2 for a wider variant: the main path does not multiply, the shortcut does."""
# input: 3x32x32
# target: WideBasicNet
import torch.nn as nn
import torch.nn.functional as F


class WideBasic(nn.Module):
    expansion = 2

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        outplanes = planes * self.expansion
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)  # expect: RES103 projection-width
        self.bn2 = nn.BatchNorm2d(planes)
        if stride != 1 or inplanes != outplanes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inplanes, outplanes, 1, stride=stride, bias=False), nn.BatchNorm2d(outplanes))
        else:
            self.shortcut = nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y = y + self.shortcut(x)
        return F.relu(y)


class WideBasicNet(nn.Module):
    def __init__(self, blocks=(2, 2, 2), num_classes=10):
        super().__init__()
        self.inplanes = 32
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        stages = []
        for i, n in enumerate(blocks):
            stages.append(self.make_stage(32 * 2 ** i, n, stride=1 if i == 0 else 2))
        self.stages = nn.Sequential(*stages)
        self.classifier = nn.Linear(self.inplanes, num_classes)

    def make_stage(self, planes, n, stride):
        layers = []
        for j in range(n):
            layers.append(WideBasic(self.inplanes, planes, stride if j == 0 else 1))
            self.inplanes = planes * WideBasic.expansion
        return nn.Sequential(*layers)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.stages(x)
        return self.classifier(F.adaptive_avg_pool2d(x, 1).flatten(1))
