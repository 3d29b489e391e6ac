"""Port of a Keras ResNet (v1): names follow the Keras layers, explicit ZeroPadding, momentum and eps of Keras."""
# input: 3x75x75
# target: KerasResNet
import torch
import torch.nn as nn


def BN(filters):
    return nn.BatchNorm2d(filters, eps=1.001e-5, momentum=0.01)


class IdentityBlock(nn.Module):
    """The identity block is the block that has no conv layer at shortcut."""

    def __init__(self, input_channels, filters, kernel_size=3):
        super().__init__()
        filters1, filters2, filters3 = filters
        self.conv_2a = nn.Conv2d(input_channels, filters1, 1, bias=False)
        self.bn_2a = BN(filters1)
        self.conv_2b = nn.Conv2d(filters1, filters2, kernel_size, padding='same', bias=False)
        self.bn_2b = BN(filters2)
        self.conv_2c = nn.Conv2d(filters2, filters3, 1, bias=False)
        self.bn_2c = BN(filters3)

    def forward(self, input_tensor):
        x = torch.relu(self.bn_2a(self.conv_2a(input_tensor)))
        x = torch.relu(self.bn_2b(self.conv_2b(x)))
        x = self.bn_2c(self.conv_2c(x))
        x = torch.add(x, input_tensor)
        return torch.relu(x)


class ConvBlock(nn.Module):
    """A block that has a conv layer at shortcut; the stride is on the first 1x1 as in Keras."""

    def __init__(self, input_channels, filters, kernel_size=3, strides=2):
        super().__init__()
        filters1, filters2, filters3 = filters
        self.conv_2a = nn.Conv2d(input_channels, filters1, 1, stride=strides, bias=False)
        self.bn_2a = BN(filters1)
        self.conv_2b = nn.Conv2d(filters1, filters2, kernel_size, padding='same', bias=False)
        self.bn_2b = BN(filters2)
        self.conv_2c = nn.Conv2d(filters2, filters3, 1, bias=False)
        self.bn_2c = BN(filters3)
        self.conv_1 = nn.Conv2d(input_channels, filters3, 1, stride=strides, bias=False)
        self.bn_1 = BN(filters3)

    def forward(self, input_tensor):
        x = torch.relu(self.bn_2a(self.conv_2a(input_tensor)))
        x = torch.relu(self.bn_2b(self.conv_2b(x)))
        x = self.bn_2c(self.conv_2c(x))
        shortcut = self.bn_1(self.conv_1(input_tensor))
        x = torch.add(x, shortcut)
        return torch.relu(x)


class KerasResNet(nn.Module):
    def __init__(self, classes=1000, include_top=True):
        super().__init__()
        self.conv1_pad = nn.ZeroPad2d(3)
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, bias=False)
        self.bn_conv1 = BN(64)
        self.pool1_pad = nn.ZeroPad2d(1)
        self.pool1 = nn.MaxPool2d(3, stride=2)
        self.res2a = ConvBlock(64, [64, 64, 256], strides=1)
        self.res2b = IdentityBlock(256, [64, 64, 256])
        self.res3a = ConvBlock(256, [128, 128, 512])
        self.res3b = IdentityBlock(512, [128, 128, 512])
        self.res4a = ConvBlock(512, [256, 256, 1024])
        self.res4b = IdentityBlock(1024, [256, 256, 1024])
        self.predictions = nn.Linear(1024, classes) if include_top else None

    def forward(self, img_input):
        x = self.conv1(self.conv1_pad(img_input))
        x = torch.relu(self.bn_conv1(x))
        x = self.pool1(self.pool1_pad(x))
        x = self.res2b(self.res2a(x))
        x = self.res3b(self.res3a(x))
        x = self.res4b(self.res4a(x))
        if self.predictions is None:
            return x
        return self.predictions(x.mean(dim=[2, 3]))
