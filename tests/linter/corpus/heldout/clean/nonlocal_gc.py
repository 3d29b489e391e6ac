"""ResNet with a non-local block and a global-context block (a (B, C, 1, 1) context is added on purpose)."""
# input: 3x64x64
# target: ContextResNet
import torch
from torch import nn
import torch.nn.functional as F


class NonLocal(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.inter = c // 2
        self.theta = nn.Conv2d(c, self.inter, 1)
        self.phi = nn.Conv2d(c, self.inter, 1)
        self.g = nn.Conv2d(c, self.inter, 1)
        self.out = nn.Conv2d(self.inter, c, 1)

    def forward(self, x):
        b, _, h, w = x.shape
        q = self.theta(x).flatten(2).transpose(1, 2)
        k = self.phi(x).flatten(2)
        v = self.g(x).flatten(2).transpose(1, 2)
        attention = F.softmax(torch.bmm(q, k), dim=-1)
        y = torch.bmm(attention, v).transpose(1, 2).reshape(b, self.inter, h, w)
        return x + self.out(y)


class GlobalContext(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.mask = nn.Conv2d(c, 1, 1)
        self.transform = nn.Sequential(
            nn.Conv2d(c, c // r, 1), nn.LayerNorm([c // r, 1, 1]), nn.ReLU(), nn.Conv2d(c // r, c, 1))

    def forward(self, x):
        weights = self.mask(x).flatten(2).softmax(dim=-1)
        context = torch.einsum("bcn,bkn->bck", x.flatten(2), weights).unsqueeze(-1)
        return x + self.transform(context)


class Unit(nn.Module):
    def __init__(self, cin, cout, stride=1, context=None):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.context = context
        self.proj = None
        if stride != 1 or cin != cout:
            self.proj = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.context is not None:
            y = self.context(y)
        return F.relu(y + (x if self.proj is None else self.proj(x)))


class ContextResNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 5, 2, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.body = nn.Sequential(
            Unit(64, 64), Unit(64, 128, 2, GlobalContext(128)), NonLocal(128), Unit(128, 128, 1, GlobalContext(128)))
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))
