"""Atrous ResNet for segmentation: the padding stays at one when the dilation grows."""
# input: 3x96x96
# target: AtrousResNet
import torch.nn as nn
import torch.nn.functional as F


class AtrousBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1, rate=1):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=rate, dilation=rate, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1, dilation=rate, bias=False)  # expect: RES104 main-path-padding
        self.bn2 = nn.BatchNorm2d(c_out)
        self.match = None
        if stride > 1 or c_in != c_out:
            self.match = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        skip = x if self.match is None else self.match(x)
        h = F.relu(self.bn1(self.conv1(x)), inplace=True)
        h = self.bn2(self.conv2(h))
        return F.relu(h + skip, inplace=True)


class AtrousResNet(nn.Module):
    def __init__(self, n_class=19):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.res2 = nn.Sequential(AtrousBlock(64, 64), AtrousBlock(64, 64))
        self.res3 = nn.Sequential(AtrousBlock(64, 128, stride=2), AtrousBlock(128, 128))
        self.res4 = nn.Sequential(AtrousBlock(128, 256, rate=2), AtrousBlock(256, 256, rate=2))
        self.res5 = nn.Sequential(AtrousBlock(256, 512, rate=4), AtrousBlock(512, 512, rate=4))
        self.score = nn.Conv2d(512, n_class, 1)

    def forward(self, x):
        h = self.res5(self.res4(self.res3(self.res2(self.stem(x)))))
        return F.interpolate(self.score(h), scale_factor=8, mode='bilinear', align_corners=False)
