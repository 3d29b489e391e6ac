"""ResNet 从零开始 (course notes): the running number of channels is never updated in the loop."""
# input: 3x64x64
# target: resnet50
import torch.nn as nn


class Bottleneck(nn.Module):
    """残差块: 1x1 -> 3x3 -> 1x1"""
    expansion = 4

    def __init__(self, in_channel, out_channel, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channel, out_channel, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channel)
        self.conv2 = nn.Conv2d(out_channel, out_channel, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channel)
        self.conv3 = nn.Conv2d(out_channel, out_channel * self.expansion, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channel * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x):
        identity = x
        if self.downsample is not None:
            identity = self.downsample(x)  # 捷径分支
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += identity
        return self.relu(out)


class ResNet(nn.Module):
    def __init__(self, block, blocks_num, num_classes=1000):
        super().__init__()
        self.in_channel = 64
        self.conv1 = nn.Conv2d(3, self.in_channel, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(self.in_channel)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = self._make_layer(block, 64, 64, blocks_num[0])
        self.layer2 = self._make_layer(block, 256, 128, blocks_num[1], stride=2)
        self.layer3 = self._make_layer(block, 512, 256, blocks_num[2], stride=2)
        self.layer4 = self._make_layer(block, 1024, 512, blocks_num[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)

    def _make_layer(self, block, in_channel, channel, block_num, stride=1):
        downsample = None
        if stride != 1 or in_channel != channel * block.expansion:
            downsample = nn.Sequential(
                nn.Conv2d(in_channel, channel * block.expansion, 1, stride, bias=False),
                nn.BatchNorm2d(channel * block.expansion))
        layers = [block(in_channel, channel, stride, downsample)]
        # 后面的残差块
        for _ in range(1, block_num):
            layers.append(block(in_channel, channel))  # expect: RES110 width-mismatch
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.layer4(x)
        x = self.avgpool(x).flatten(1)
        return self.fc(x)


def resnet50(num_classes=1000):
    return ResNet(Bottleneck, [3, 4, 6, 3], num_classes)
