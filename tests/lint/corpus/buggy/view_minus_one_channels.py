"""CIFAR ResNeXt run on tiny-imagenet: the fixed pool leaves a map and the view puts it into the batch."""
# input: 3x64x64
# target: CifarResNeXt
import torch.nn as nn
import torch.nn.functional as F


class ResNeXtBottleneck(nn.Module):
    def __init__(self, in_channels, out_channels, stride, cardinality, widen_factor):
        super(ResNeXtBottleneck, self).__init__()
        D = cardinality * out_channels // widen_factor // 4
        self.conv_reduce = nn.Conv2d(in_channels, D, 1, bias=False)
        self.bn_reduce = nn.BatchNorm2d(D)
        self.conv_conv = nn.Conv2d(D, D, 3, stride, 1, groups=cardinality, bias=False)
        self.bn = nn.BatchNorm2d(D)
        self.conv_expand = nn.Conv2d(D, out_channels, 1, bias=False)
        self.bn_expand = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Sequential()
        if in_channels != out_channels or stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels))

    def forward(self, x):
        bottleneck = F.relu(self.bn_reduce(self.conv_reduce(x)), inplace=True)
        bottleneck = F.relu(self.bn(self.conv_conv(bottleneck)), inplace=True)
        bottleneck = self.bn_expand(self.conv_expand(bottleneck))
        return F.relu(self.shortcut(x) + bottleneck, inplace=True)


class CifarResNeXt(nn.Module):
    def __init__(self, cardinality=8, nlabels=200, widen_factor=4):
        super(CifarResNeXt, self).__init__()
        self.conv_1_3x3 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn_1 = nn.BatchNorm2d(64)
        self.stage_1 = ResNeXtBottleneck(64, 256, 1, cardinality, widen_factor)
        self.stage_2 = ResNeXtBottleneck(256, 512, 2, cardinality, widen_factor)
        self.stage_3 = ResNeXtBottleneck(512, 1024, 2, cardinality, widen_factor)
        self.classifier = nn.Linear(1024, nlabels)

    def forward(self, x):
        x = F.relu(self.bn_1(self.conv_1_3x3(x)), inplace=True)
        x = self.stage_1(x)
        x = self.stage_2(x)
        x = self.stage_3(x)
        x = F.avg_pool2d(x, 8, 1)  # expect-also: RES114
        x = x.view(-1, 1024)  # expect: RES114 batch-changing-reshape
        return self.classifier(x)
