"""A segmentation network whose pretrained statistics were to stay as they are."""
# input: 3x64x64
# target: Segmenter
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


def cbr(cin, cout, stride):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class Segmenter(nn.Module):
    def __init__(self, classes=21, freeze_bn=True):
        super().__init__()
        self.backbone = nn.Sequential(cbr(3, 32, 2), cbr(32, 64, 2))
        self.classifier = nn.Conv2d(64, classes, 1)
        if freeze_bn:
            for m in self.backbone.modules():
                if isinstance(m, nn.BatchNorm2d):
                    m.eval()  # expect: RES608 mode-lost

    def forward(self, x):
        out = self.classifier(self.backbone(x))
        return F.interpolate(out, size=x.shape[-2:], mode='bilinear', align_corners=False)
