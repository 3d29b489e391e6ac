"""A custom head on a residual trunk; the flatten between pool and linear is missing."""
# input: 3x64x64
# target: Classifier
from collections import OrderedDict

import torch
from torch import nn


class Res(nn.Module):
    def __init__(self, n_in, n_out, stride=1):
        super().__init__()
        self.left = nn.Sequential(OrderedDict([
            ('conv1', nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)),
            ('bn1', nn.BatchNorm2d(n_out)),
            ('relu1', nn.ReLU(inplace=True)),
            ('conv2', nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)),
            ('bn2', nn.BatchNorm2d(n_out)),
        ]))
        self.right = nn.Sequential(OrderedDict()) if n_in == n_out and stride == 1 else nn.Sequential(OrderedDict([
            ('conv', nn.Conv2d(n_in, n_out, 1, stride, bias=False)),
            ('bn', nn.BatchNorm2d(n_out)),
        ]))

    def forward(self, x):
        return torch.relu(self.left(x) + self.right(x))


class Classifier(nn.Module):
    def __init__(self, n_classes=120):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1),
            Res(64, 64), Res(64, 128, 2), Res(128, 256, 2))
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(256, n_classes)

    def forward(self, images):
        features = self.trunk(images)
        pooled = self.drop(self.pool(features))
        return self.fc(pooled)  # expect: RES115 missing-flatten
