"""ResNeXt 32x4d block: the last 1x1 convolution ends at the group width instead of planes * expansion."""
# input: 3x64x64
# target: resnext
import torch
import torch.nn as nn


class ResNeXtBlock(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, cardinality=32, base_width=4, stride=1, downsample=None):
        super(ResNeXtBlock, self).__init__()
        D = int(planes * (base_width / 64.)) * cardinality
        self.conv1 = nn.Conv2d(inplanes, D, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(D)
        self.conv2 = nn.Conv2d(D, D, 3, stride, 1, groups=cardinality, bias=False)
        self.bn2 = nn.BatchNorm2d(D)
        self.conv3 = nn.Conv2d(D, D, 1, bias=False)  # expect: RES103 projection-width
        self.bn3 = nn.BatchNorm2d(D)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x):
        shortcut = x
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        x = self.bn3(self.conv3(x))
        if self.downsample is not None:
            shortcut = self.downsample(shortcut)
        return self.relu(x + shortcut)


class ResNeXt(nn.Module):
    def __init__(self, layers, num_classes=1000):
        super(ResNeXt, self).__init__()
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = self.add_layer(64, layers[0], 1)
        self.layer2 = self.add_layer(128, layers[1], 2)
        self.layer3 = self.add_layer(256, layers[2], 2)
        self.fc = nn.Linear(1024, num_classes)

    def add_layer(self, planes, blocks, stride):
        out = planes * ResNeXtBlock.expansion
        downsample = None
        if stride != 1 or self.inplanes != out:
            downsample = nn.Sequential(nn.Conv2d(self.inplanes, out, 1, stride, bias=False), nn.BatchNorm2d(out))
        seq = [ResNeXtBlock(self.inplanes, planes, stride=stride, downsample=downsample)]
        self.inplanes = out
        seq.extend([ResNeXtBlock(out, planes) for _ in range(blocks - 1)])
        return nn.Sequential(*seq)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


def resnext():
    return ResNeXt([2, 2, 2])
