"""Copy-and-paste bottleneck: conv3 is fed with the output of conv1, so that the 3x3 does nothing."""
# input: 3x64x64
# target: PasteNet
from torch import nn


class BottleNeck(nn.Module):
    def __init__(self, in_features, features, stride=1):
        super(BottleNeck, self).__init__()
        self.conv_1 = nn.Conv2d(in_features, features, 1, stride=stride, bias=False)
        self.norm_1 = nn.BatchNorm2d(features)
        self.conv_2 = nn.Conv2d(features, features, 3, padding=1, bias=False)
        self.norm_2 = nn.BatchNorm2d(features)
        self.conv_3 = nn.Conv2d(features, features * 4, 1, bias=False)
        self.norm_3 = nn.BatchNorm2d(features * 4)
        self.act = nn.ReLU()
        self.downsample = None
        if stride != 1 or in_features != features * 4:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_features, features * 4, 1, stride=stride, bias=False), nn.BatchNorm2d(features * 4))

    def forward(self, x):
        skip = x if self.downsample is None else self.downsample(x)
        a = self.act(self.norm_1(self.conv_1(x)))
        b = self.act(self.norm_2(self.conv_2(a)))
        c = self.norm_3(self.conv_3(a))  # expect: RES209 discarded-result
        return self.act(skip + c)


class PasteNet(nn.Module):
    def __init__(self, outputs=200):
        super(PasteNet, self).__init__()
        self.begin = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.middle = nn.Sequential(
            BottleNeck(64, 64), BottleNeck(256, 64), BottleNeck(256, 128, 2), BottleNeck(512, 128))
        self.end = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, outputs))

    def forward(self, x):
        return self.end(self.middle(self.begin(x)))
