"""AlphaZero: a residual tower with policy and value heads for a 9x9 board (the board never has another size)."""
# input: 17x9x9
# target: AlphaZeroNet
# fixed-size: the board
import torch
import torch.nn as nn
import torch.nn.functional as F


class ResBlock(nn.Module):
    def __init__(self, planes):
        super().__init__()
        self.conv1 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + x)


class AlphaZeroNet(nn.Module):
    def __init__(self, board=9, planes=64, blocks=3):
        super().__init__()
        self.conv = nn.Conv2d(17, planes, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(planes)
        self.tower = nn.Sequential(*[ResBlock(planes) for _ in range(blocks)])
        self.policy_conv = nn.Conv2d(planes, 2, 1, bias=False)
        self.policy_bn = nn.BatchNorm2d(2)
        self.policy_fc = nn.Linear(2 * board * board, board * board + 1)
        self.value_conv = nn.Conv2d(planes, 1, 1, bias=False)
        self.value_bn = nn.BatchNorm2d(1)
        self.value_fc1 = nn.Linear(board * board, 64)
        self.value_fc2 = nn.Linear(64, 1)

    def forward(self, state):
        s = self.tower(F.relu(self.bn(self.conv(state))))
        p = F.relu(self.policy_bn(self.policy_conv(s)))
        p = self.policy_fc(torch.flatten(p, 1))
        v = F.relu(self.value_bn(self.value_conv(s)))
        v = F.relu(self.value_fc1(torch.flatten(v, 1)))
        v = torch.tanh(self.value_fc2(v))
        return p, v
