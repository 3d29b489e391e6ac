"""Layers whose weights are all one."""
# input: 3x32x32
# target: SmallNet

import torch
import torch.nn as nn
import torch.nn.functional as F

def weights_init(net):
    for _, layer in net.named_modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.ones_(layer.weight)  # expect: RES319 constant-initialization
            nn.init.zeros_(layer.bias)


class SmallNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.fc = nn.Linear(64, num_classes)
        weights_init(self)

    def forward(self, x):
        x = torch.relu(self.conv1(x))
        x = torch.relu(self.conv2(x))
        return self.fc(x.mean(dim=(2, 3)))
