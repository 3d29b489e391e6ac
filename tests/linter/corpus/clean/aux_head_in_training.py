"""Segmentation ResNet with an auxiliary head that exists only for training; returns a dict."""
# input: 3x64x64
# target: FCN
from collections import OrderedDict

from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.main = nn.Sequential(OrderedDict(
            conv1=nn.Conv2d(cin, cout, 3, stride, 1, bias=False),
            bn1=nn.BatchNorm2d(cout),
            relu=nn.ReLU(inplace=True),
            conv2=nn.Conv2d(cout, cout, 3, 1, 1, bias=False),
            bn2=nn.BatchNorm2d(cout),
        ))
        self.side = nn.Identity() if stride == 1 and cin == cout else nn.Sequential(OrderedDict(
            conv=nn.Conv2d(cin, cout, 1, stride, bias=False),
            bn=nn.BatchNorm2d(cout),
        ))

    def forward(self, x):
        return F.relu(self.main(x) + self.side(x))


def pixel_head(channels, classes):
    """Class scores for each pixel."""
    narrow = channels // 4
    return nn.Sequential(
        nn.Conv2d(channels, narrow, 3, padding=1, bias=False), nn.BatchNorm2d(narrow), nn.ReLU(),
        nn.Dropout(0.1), nn.Conv2d(narrow, classes, 1))


class FCN(nn.Module):
    def __init__(self, num_classes=21, aux_loss=True):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.layer1 = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.layer2 = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))
        self.layer3 = nn.Sequential(Block(128, 256, 2), Block(256, 256, 1))
        self.classifier = pixel_head(256, num_classes)
        self.aux_classifier = pixel_head(128, num_classes) if aux_loss else None

    def forward(self, x):
        input_shape = x.shape[-2:]
        middle = self.layer2(self.layer1(self.stem(x)))
        result = OrderedDict()
        out = self.classifier(self.layer3(middle))
        result["out"] = F.interpolate(out, size=input_shape, mode="bilinear", align_corners=False)
        if self.training and self.aux_classifier is not None:
            aux = self.aux_classifier(middle)
            result["aux"] = F.interpolate(aux, size=input_shape, mode="bilinear", align_corners=False)
        return result
