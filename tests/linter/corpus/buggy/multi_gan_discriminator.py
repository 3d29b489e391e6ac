"""Residual critic: missing join in one block, a shortcut added twice in another."""
# input: 3x64x64
# target: Critic
import torch.nn as nn
import torch.nn.functional as F


class HeadBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.c1 = nn.Conv2d(cin, cout, 3, 1, 1)
        self.c2 = nn.Conv2d(cout, cout, 3, 1, 1)
        self.sc = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        h = self.c2(F.relu(self.c1(x)))
        return F.avg_pool2d(h, 2) + self.sc(F.avg_pool2d(x, 2))


class KeepBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.c1 = nn.Conv2d(ch, ch, 3, 1, 1)
        self.c2 = nn.Conv2d(ch, ch, 3, 1, 1)

    def forward(self, x):
        h = self.c1(F.relu(x))
        h = self.c2(F.relu(h)) + x
        return h + x  # expect: RES206 shortcut-added-twice


class DownBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.c1 = nn.Conv2d(cin, cout, 3, 1, 1)
        self.c2 = nn.Conv2d(cout, cout, 3, 1, 1)
        self.sc = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        h = self.c1(F.relu(x))
        h = self.c2(F.relu(h))
        s = self.sc(x)  # expect: RES204 unused-shortcut
        return F.avg_pool2d(h, 2)  # expect-also: RES204; allow: RES205


class Critic(nn.Module):
    def __init__(self, ch=64):
        super().__init__()
        self.b1 = HeadBlock(3, ch)
        self.b2 = DownBlock(ch, ch * 2)
        self.b3 = KeepBlock(ch * 2)
        self.b4 = DownBlock(ch * 2, ch * 4)
        self.fc = nn.Linear(ch * 4, 1)

    def forward(self, x):
        x = self.b4(self.b3(self.b2(self.b1(x))))
        return self.fc(F.relu(x).sum((2, 3)))
