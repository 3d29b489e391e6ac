"""A detector that resets its parameters first."""
# input: 3x64x64
# target: Detector

import torch
import torch.nn as nn
import torch.nn.functional as F


class Detector(nn.Module):
    def __init__(self, anchors=3):
        super().__init__()
        self.anchors = anchors
        self.reset_parameters()  # expect: RES609 prepared-too-early
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.box = nn.Conv2d(32, 4 * anchors, 3, padding=1)
        self.score = nn.Conv2d(32, anchors, 3, padding=1)

    def reset_parameters(self):
        for _, m in self.named_modules():
            if isinstance(m, nn.Conv2d):
                nn.init.normal_(m.weight, std=0.01)
                nn.init.zeros_(m.bias)

    def forward(self, x):
        x = self.backbone(x)
        return self.box(x), self.score(x)
