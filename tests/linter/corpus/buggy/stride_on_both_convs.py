"""ResNet-34 with [3, 4, 6, 3] basic blocks; both convolutions of a block take its stride."""
# input: 3x64x64
# target: resnet34
import torch
import torch.nn as nn


class TwoConvBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.conv_a = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False)
        self.norm_a = nn.BatchNorm2d(c_out)
        self.conv_b = nn.Conv2d(c_out, c_out, 3, stride=stride, padding=1, bias=False)  # expect: RES105 stride-twice
        self.norm_b = nn.BatchNorm2d(c_out)
        self.act = nn.ReLU(inplace=True)
        self.fit = None
        if stride != 1 or c_in != c_out:
            self.fit = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride=stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        skip = self.fit(x) if self.fit else x
        x = self.act(self.norm_a(self.conv_a(x)))
        x = self.norm_b(self.conv_b(x))
        x += skip
        return self.act(x)


def stage(c_in, c_out, n, stride=1):
    blocks = [TwoConvBlock(c_in, c_out, stride)]
    blocks += [TwoConvBlock(c_out, c_out) for _ in range(1, n)]
    return nn.Sequential(*blocks)


class ResNet(nn.Module):
    def __init__(self, n1, n2, n3, n4, num_classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.stage1 = stage(64, 64, n1)
        self.stage2 = stage(64, 128, n2, 2)
        self.stage3 = stage(128, 256, n3, 2)
        self.stage4 = stage(256, 512, n4, 2)
        self.fc = nn.Linear(512, num_classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.stage4(self.stage3(self.stage2(self.stage1(x))))
        return self.fc(torch.mean(x, dim=(2, 3)))


def resnet34(**kwargs):
    return ResNet(3, 4, 6, 3, **kwargs)
