"""Projection built with the same conv-bn-relu helper as the main path, so it ends in a ReLU."""
# input: 3x64x64
# target: HelperNet
import torch.nn as nn
import torch.nn.functional as F


def conv_bn_relu(cin, cout, k, s=1):
    return nn.Sequential(
        nn.Conv2d(cin, cout, k, s, k // 2, bias=False),
        nn.BatchNorm2d(cout),
        nn.ReLU(),  # expect-also: RES212
    )


def conv_bn(cin, cout, k, s=1):
    return nn.Sequential(nn.Conv2d(cin, cout, k, s, k // 2, bias=False), nn.BatchNorm2d(cout))


class Bottle(nn.Module):
    def __init__(self, cin, mid, stride=1):
        super().__init__()
        cout = 4 * mid
        self.layers = nn.Sequential(
            conv_bn_relu(cin, mid, 1), conv_bn_relu(mid, mid, 3, stride), conv_bn(mid, cout, 1))
        self.shortcut = nn.Identity()
        if cin != cout or stride != 1:
            self.shortcut = conv_bn_relu(cin, cout, 1, stride)  # expect: RES212 activation-in-projection

    def forward(self, x):
        return F.relu(self.layers(x) + self.shortcut(x))


class HelperNet(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        self.stem = nn.Sequential(conv_bn_relu(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1))
        self.conv2_x = nn.Sequential(Bottle(64, 64), Bottle(256, 64))
        self.conv3_x = nn.Sequential(Bottle(256, 128, 2), Bottle(512, 128))
        self.conv4_x = nn.Sequential(Bottle(512, 256, 2), Bottle(1024, 256))
        self.fc = nn.Linear(1024, num_classes)

    def forward(self, x):
        x = self.conv4_x(self.conv3_x(self.conv2_x(self.stem(x))))
        return self.fc(x.mean((2, 3)))
