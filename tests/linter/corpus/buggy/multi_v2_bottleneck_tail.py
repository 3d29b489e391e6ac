"""ResNet v2 bottlenecks: mean over the raw last sum, and probabilities as output."""
# input: 3x64x64
# target: V2Net
import torch.nn.functional as F
from torch import nn


class V2Unit(nn.Module):
    def __init__(self, depth_in, depth, base, stride):
        super().__init__()
        self.preact = nn.BatchNorm2d(depth_in)
        self.conv1 = nn.Conv2d(depth_in, base, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(base)
        self.conv2 = nn.Conv2d(base, base, 3, stride, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(base)
        self.conv3 = nn.Conv2d(base, depth, 1)
        self.shortcut = nn.Conv2d(depth_in, depth, 1, stride) if depth != depth_in or stride != 1 else None

    def forward(self, inputs):
        preact = F.relu(self.preact(inputs))
        shortcut = inputs if self.shortcut is None else self.shortcut(preact)
        residual = F.relu(self.norm1(self.conv1(preact)))
        residual = F.relu(self.norm2(self.conv2(residual)))
        residual = self.conv3(residual)
        return shortcut + residual


class V2Net(nn.Module):
    def __init__(self, num_classes=1001):
        super().__init__()
        self.root = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.MaxPool2d(3, 2, 1))
        self.units = nn.ModuleList([
            V2Unit(64, 256, 64, 1), V2Unit(256, 256, 64, 2), V2Unit(256, 512, 128, 1), V2Unit(512, 512, 128, 2)])
        self.logits = nn.Linear(512, num_classes)

    def forward(self, x):
        x = self.root(x)
        for unit in self.units:
            x = unit(x)
        x = x.mean(dim=(2, 3))  # expect: RES308 missing-final-norm
        return F.softmax(self.logits(x), dim=-1)  # expect: RES510 softmax-output
