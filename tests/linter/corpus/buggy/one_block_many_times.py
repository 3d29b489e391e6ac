"""Deep CIFAR net of a tutorial: ten residual steps that all are the same object."""
# input: 3x32x32
# target: DeepNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class Step(nn.Module):
    def __init__(self, chans):
        super(Step, self).__init__()
        self.conv = nn.Conv2d(chans, chans, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(chans)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity='relu')
        nn.init.constant_(self.norm.weight, 0.5)

    def forward(self, x):
        return x + torch.relu(self.norm(self.conv(x)))


class DeepNet(nn.Module):
    def __init__(self, chans=32, steps=10, classes=10):
        super(DeepNet, self).__init__()
        self.begin = nn.Conv2d(3, chans, 3, padding=1, bias=False)
        self.begin_norm = nn.BatchNorm2d(chans)
        self.steps = nn.Sequential(*([Step(chans)] * steps))  # expect: RES502 repeated-module-object
        self.end = nn.Linear(chans, classes)

    def forward(self, x):
        x = torch.relu(self.begin_norm(self.begin(x)))
        x = self.steps(F.max_pool2d(x, 2))
        x = F.max_pool2d(x, 2)
        return self.end(x.mean(dim=(2, 3)))
