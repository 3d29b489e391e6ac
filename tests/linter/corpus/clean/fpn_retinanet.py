"""Feature pyramid on a ResNet with heads that are shared by all levels (RetinaNet)."""
# input: 3x128x128
# target: RetinaNet
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = None
        if stride != 1 or inplanes != planes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        y += x if self.shortcut is None else self.shortcut(x)
        return F.relu(y, inplace=True)


class FPN(nn.Module):
    def __init__(self, c3, c4, c5, width=256):
        super().__init__()
        self.lateral3 = nn.Conv2d(c3, width, 1)
        self.lateral4 = nn.Conv2d(c4, width, 1)
        self.lateral5 = nn.Conv2d(c5, width, 1)
        self.smooth3 = nn.Conv2d(width, width, 3, padding=1)
        self.smooth4 = nn.Conv2d(width, width, 3, padding=1)
        self.smooth5 = nn.Conv2d(width, width, 3, padding=1)
        self.p6 = nn.Conv2d(c5, width, 3, stride=2, padding=1)
        self.p7 = nn.Conv2d(width, width, 3, stride=2, padding=1)

    @staticmethod
    def _upsample_add(x, y):
        return F.interpolate(x, size=y.shape[2:], mode='nearest') + y

    def forward(self, c3, c4, c5):
        m5 = self.lateral5(c5)
        m4 = self._upsample_add(m5, self.lateral4(c4))
        m3 = self._upsample_add(m4, self.lateral3(c3))
        p6 = self.p6(c5)
        p7 = self.p7(F.relu(p6))
        return [self.smooth3(m3), self.smooth4(m4), self.smooth5(m5), p6, p7]


class Head(nn.Module):
    def __init__(self, out_channels, prior=None):
        super().__init__()
        layers = []
        for _ in range(2):
            layers += [nn.Conv2d(256, 256, 3, padding=1), nn.ReLU()]
        self.tower = nn.Sequential(*layers)
        self.predict = nn.Conv2d(256, out_channels, 3, padding=1)
        if prior is not None:
            nn.init.constant_(self.predict.bias, -math.log((1 - prior) / prior))

    def forward(self, features):
        outs = []
        for f in features:
            o = self.predict(self.tower(f))
            outs.append(o.permute(0, 2, 3, 1).flatten(1, 2))
        return torch.cat(outs, dim=1)


class RetinaNet(nn.Module):
    def __init__(self, num_classes=20, num_anchors=9):
        super().__init__()
        self.num_anchors, self.num_classes = num_anchors, num_classes
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1))
        self.layer1 = BasicBlock(64, 64)
        self.layer2 = BasicBlock(64, 128, 2)
        self.layer3 = BasicBlock(128, 256, 2)
        self.layer4 = BasicBlock(256, 512, 2)
        self.fpn = FPN(128, 256, 512)
        self.cls_head = Head(num_anchors * num_classes, prior=0.01)
        self.box_head = Head(num_anchors * 4)

    def forward(self, images):
        c2 = self.layer1(self.stem(images))
        c3 = self.layer2(c2)
        c4 = self.layer3(c3)
        c5 = self.layer4(c4)
        features = self.fpn(c3, c4, c5)
        n = images.shape[0]
        logits = self.cls_head(features).reshape(n, -1, self.num_classes)
        boxes = self.box_head(features).reshape(n, -1, 4)
        return {"logits": logits, "boxes": boxes}
