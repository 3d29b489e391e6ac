"""Wide ResNet 10-4 with dropout inside the branch; in widening blocks the activated input replaces x."""
# input: 3x32x32
# target: WideResNet
# args: depth=10, widen=4, p_drop=0.3
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class WideUnit(nn.Module):
    def __init__(self, before, after, step, p_drop):
        super(WideUnit, self).__init__()
        self.bn_a = nn.BatchNorm2d(before)
        self.conv_a = nn.Conv2d(before, after, 3, step, 1, bias=False)
        self.bn_b = nn.BatchNorm2d(after)
        self.conv_b = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.act = nn.ReLU(inplace=True)
        self.p_drop = p_drop
        self.widens = before != after
        self.conv_s = self.widens and nn.Conv2d(before, after, 1, step, bias=False) or None

    def forward(self, x):
        pre = self.act(self.bn_a(x))
        if self.widens:
            x = pre
        out = self.act(self.bn_b(self.conv_a(pre)))
        if self.p_drop:
            out = F.dropout(out, self.p_drop, self.training)
        return torch.add(self.conv_b(out), self.conv_s(x) if self.widens else x)


class WideResNet(nn.Module):
    def __init__(self, depth, classes=10, widen=1, p_drop=0.0):
        super(WideResNet, self).__init__()
        assert depth % 6 == 4, 'depth must be 6n+4'
        units_per_group = (depth - 4) // 6
        self.start = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        width, groups = 16, []
        for g in range(3):
            group, target = [], 16 * widen * 2 ** g
            for u in range(units_per_group):
                group.append(WideUnit(u == 0 and width or target, target, u == 0 and g > 0 and 2 or 1, p_drop))
            groups.append(nn.Sequential(*group))
            width = target
        self.groups = nn.Sequential(*groups)
        self.bn = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width, classes)
        self.width = width
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                m.weight.data.normal_(0, math.sqrt(2.0 / (m.out_channels * m.weight[0, 0].numel())))

    def forward(self, x):
        x = self.groups(self.start(x))
        x = F.relu(self.bn(x), inplace=True)
        x = F.adaptive_avg_pool2d(x, 1)
        return self.fc(x.view(-1, self.width))
