"""A ResNet whose stages are recomputed in the backward pass (gradient checkpointing)."""
# input: 3x64x64
# target: CheckpointedResNet
import torch
import torch.utils.checkpoint as cp
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=1, with_cp=False):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.with_cp = with_cp
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(
                nn.Conv2d(inplanes, planes, 1, stride=stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        def _inner_forward(x):
            identity = x
            out = self.conv1(x)
            out = self.bn1(out)
            out = self.relu(out)
            out = self.conv2(out)
            out = self.bn2(out)
            if self.downsample is not None:
                identity = self.downsample(x)
            out += identity
            return out

        if self.with_cp and x.requires_grad:
            out = cp.checkpoint(_inner_forward, x, use_reentrant=False)
        else:
            out = _inner_forward(x)
        return self.relu(out)


class CheckpointedResNet(nn.Module):
    def __init__(self, num_classes=10, with_cp=True):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.res_layers = []
        inplanes = 64
        for i, planes in enumerate((64, 128, 256)):
            layer = nn.Sequential(
                BasicBlock(inplanes, planes, 1 if i == 0 else 2, with_cp), BasicBlock(planes, planes, 1, with_cp))
            name = f'layer{i + 1}'
            self.add_module(name, layer)
            self.res_layers.append(name)
            inplanes = planes
        self.fc = nn.Linear(256, num_classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for layer_name in self.res_layers:
            x = getattr(self, layer_name)(x)
        return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))
