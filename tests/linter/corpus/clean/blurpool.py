"""Anti-aliased ResNet (Zhang 2019): strided convolutions become convolution + blur."""
# input: 3x64x64
# target: AntiAliasedResNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class BlurPool(nn.Module):
    def __init__(self, channels, stride=2):
        super().__init__()
        a = torch.tensor([1.0, 2.0, 1.0])
        kernel = a[:, None] * a[None, :]
        kernel = kernel / kernel.sum()
        self.register_buffer("filt", kernel[None, None].repeat(channels, 1, 1, 1))
        self.stride = stride
        self.pad = nn.ReflectionPad2d(1)

    def forward(self, inp):
        return F.conv2d(self.pad(inp), self.filt, stride=self.stride, groups=inp.shape[1])


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.conv2 = conv2 if stride == 1 else nn.Sequential(BlurPool(planes, stride), conv2)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = downsample

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.conv1(x)
        out = self.bn1(out)
        out = self.relu(out)
        out = self.conv2(out)
        out = self.bn2(out)
        out += identity
        return self.relu(out)


class AntiAliasedResNet(nn.Module):
    def __init__(self, layers=(2, 2, 2), num_classes=100):
        super().__init__()
        self.inplanes = 64
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.Sequential(nn.MaxPool2d(2, stride=1), BlurPool(64))
        self.layer1 = self._make_layer(64, layers[0], 1)
        self.layer2 = self._make_layer(128, layers[1], 2)
        self.layer3 = self._make_layer(256, layers[2], 2)
        self.head = nn.Linear(256, num_classes)

    def _make_layer(self, planes, n, stride):
        down = None
        if stride != 1 or self.inplanes != planes:
            mods = [BlurPool(self.inplanes, stride)] if stride != 1 else []
            mods += [nn.Conv2d(self.inplanes, planes, 1, bias=False), nn.BatchNorm2d(planes)]
            down = nn.Sequential(*mods)
        blocks = [BasicBlock(self.inplanes, planes, stride, down)]
        self.inplanes = planes
        blocks += [BasicBlock(planes, planes) for _ in range(n - 1)]
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for layer in (self.layer1, self.layer2, self.layer3):
            x = layer(x)
        return self.head(x.mean(dim=(2, 3)))
