"""PyramidNet: widths grow block by block, the shortcut is padded with zero channels, BN ends a branch."""
# input: 3x32x32
# target: PyramidNet
import torch
import torch.nn as nn


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super(BasicBlock, self).__init__()
        self.bn1 = nn.BatchNorm2d(inplanes)
        self.conv1 = nn.Conv2d(inplanes, planes, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1:
            self.downsample = nn.AvgPool2d((2, 2), stride=(2, 2), ceil_mode=True)

    def forward(self, x):
        out = self.bn1(x)
        out = self.conv1(out)
        out = self.bn2(out)
        out = self.relu(out)
        out = self.conv2(out)
        out = self.bn3(out)
        shortcut = x if self.downsample is None else self.downsample(x)
        batch, channels, height, width = out.shape
        if shortcut.size(1) != channels:
            padding = torch.zeros(batch, channels - shortcut.size(1), height, width,
                                  dtype=x.dtype, device=x.device)
            out = out + torch.cat((shortcut, padding), 1)
        else:
            out = out + shortcut
        return out


class PyramidNet(nn.Module):
    def __init__(self, blocks_per_group=2, alpha=48, num_classes=10):
        super(PyramidNet, self).__init__()
        self.addrate = alpha / (3 * blocks_per_group * 1.0)
        self.input_featuremap_dim = 16
        self.conv1 = nn.Conv2d(3, 16, kernel_size=3, padding=1, bias=False)
        self.featuremap_dim = 16
        self.layer1 = self.pyramidal_make_layer(blocks_per_group, 1)
        self.layer2 = self.pyramidal_make_layer(blocks_per_group, 2)
        self.layer3 = self.pyramidal_make_layer(blocks_per_group, 2)
        self.bn_final = nn.BatchNorm2d(self.input_featuremap_dim)
        self.relu_final = nn.ReLU(inplace=True)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(self.input_featuremap_dim, num_classes)

    def pyramidal_make_layer(self, block_depth, stride):
        layers = []
        for i in range(block_depth):
            self.featuremap_dim = self.featuremap_dim + self.addrate
            layers.append(BasicBlock(self.input_featuremap_dim, int(round(self.featuremap_dim)),
                                     stride if i == 0 else 1))
            self.input_featuremap_dim = int(round(self.featuremap_dim))
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.conv1(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.bn_final(x)
        x = self.relu_final(x)
        x = self.avgpool(x)
        x = x.view(x.size(0), -1)
        return self.fc(x)
