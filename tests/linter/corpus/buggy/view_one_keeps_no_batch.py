"""Keyword spotting (res8 without the pooling details): the averaging view was tried with one clip only."""
# input: 1x40x101
# target: KWSResNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class KWSBlock(nn.Module):
    def __init__(self, n_maps):
        super().__init__()
        self.conv0 = nn.Conv2d(n_maps, n_maps, 3, padding=1, bias=False)
        self.bn0 = nn.BatchNorm2d(n_maps)
        self.conv1 = nn.Conv2d(n_maps, n_maps, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_maps)

    def forward(self, x):
        y = F.relu(self.bn0(self.conv0(x)))
        y = self.bn1(self.conv1(y))
        return F.relu(x + y)


class KWSResNet(nn.Module):
    def __init__(self, n_labels=12, n_maps=45):
        super().__init__()
        self.conv = nn.Conv2d(1, n_maps, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(n_maps)
        self.pool = nn.AvgPool2d((2, 2))
        self.blocks = nn.Sequential(*[KWSBlock(n_maps) for _ in range(3)])
        self.output = nn.Linear(n_maps, n_labels)

    def forward(self, x):
        x = self.pool(F.relu(self.bn(self.conv(x))))
        x = self.blocks(x)
        x = torch.mean(x.view(1, x.size(1), -1), 2)  # expect: RES120|RES114 fixed-batch-size
        return self.output(x)
