"""A ResNet whose blocks are recomputed in the backward pass (gradient checkpointing)."""
# input: 3x64x64
# target: CheckpointedResNet
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1, save_memory=False):
        super().__init__()
        self.save_memory = save_memory
        self.conv1 = nn.Conv2d(cin, cout, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU(inplace=True)
        self.match = None
        if stride > 1 or cin != cout:
            self.match = nn.Sequential(nn.Conv2d(cin, cout, 1, stride=stride, bias=False), nn.BatchNorm2d(cout))

    def compute(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y += x if self.match is None else self.match(x)
        return y

    def forward(self, x):
        if self.save_memory and x.requires_grad:
            y = checkpoint(self.compute, x, use_reentrant=False)
        else:
            y = self.compute(x)
        return self.relu(y)


class CheckpointedResNet(nn.Module):
    def __init__(self, num_classes=10, save_memory=True):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.stage_names = []
        cin = 64
        for number, (cout, stride) in enumerate(((64, 1), (128, 2), (256, 2)), start=1):
            name = f'stage{number}'
            self.add_module(name, nn.Sequential(
                Block(cin, cout, stride, save_memory), Block(cout, cout, save_memory=save_memory)))
            self.stage_names.append(name)
            cin = cout
        self.fc = nn.Linear(cin, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for name in self.stage_names:
            x = getattr(self, name)(x)
        return self.fc(torch.mean(x, dim=(2, 3)))
