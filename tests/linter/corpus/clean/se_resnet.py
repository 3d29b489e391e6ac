"""SE-ResNet: squeeze-and-excitation before the addition."""
# input: 3x64x64
# target: se_resnet
from torch import nn


class Excite(nn.Module):
    """Weights the channels by what a small MLP says of their means."""

    def __init__(self, channels, hidden):
        super(Excite, self).__init__()
        self.mlp = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(channels, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, channels), nn.Sigmoid())

    def forward(self, feature):
        n, c = feature.shape[:2]
        return feature * self.mlp(feature).view(n, c, 1, 1).expand_as(feature)


class SEUnit(nn.Module):
    def __init__(self, inplanes, planes, stride=1, downsample=None, reduction=16):
        super(SEUnit, self).__init__()
        self.main = nn.Sequential(
            nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(inplace=True),
            nn.Conv2d(planes, planes, 3, 1, 1, bias=False), nn.BatchNorm2d(planes),
            Excite(planes, planes // reduction))
        self.downsample = downsample
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.main(x)

        if self.downsample is not None:
            out += self.downsample(x)
        else:
            out += x

        return self.relu(out)


class SEResNet(nn.Module):
    def __init__(self, unit, counts, num_classes=1000):
        super().__init__()
        self.inplanes = 64
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2, 1),
            *[self.make_stage(unit, 64 << i, n, 1 if i == 0 else 2) for i, n in enumerate(counts)],
        )
        self.fc = nn.Linear(self.inplanes, num_classes)

    def make_stage(self, unit, planes, count, stride):
        downsample = None
        if stride != 1 or self.inplanes != planes:
            downsample = nn.Sequential(
                nn.Conv2d(self.inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))
        stage = [unit(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes
        stage.extend(unit(planes, planes) for _ in range(1, count))
        return nn.Sequential(*stage)

    def forward(self, x):
        return self.fc(self.features(x).mean(dim=(2, 3)))


def se_resnet(num_classes=1000):
    return SEResNet(SEUnit, [1, 2, 1, 1], num_classes)
