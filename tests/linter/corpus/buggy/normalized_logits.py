"""A head that normalizes its logits."""
# input: 3x64x64
# target: MobileNetHead

import torch
import torch.nn as nn
import torch.nn.functional as F


class MobileNetHead(nn.Module):
    def __init__(self, n_classes: int = 20):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 24, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(24), nn.ReLU6(inplace=True))
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(24, 64), nn.ReLU6(inplace=True), nn.Dropout(0.2),
            nn.Linear(64, n_classes), nn.BatchNorm1d(n_classes),  # expect: RES341 after-classifier
        )

    def forward(self, x):
        return self.classifier(self.features(x))
