"""Weight standardization, half written."""
# input: 3x32x32
# target: WsNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class WsConv(nn.Conv2d):
    def forward(self, x):
        kernel = self.weight
        kernel = kernel - kernel.mean((1, 2, 3), keepdim=True)
        kernel = kernel / (kernel.std((1, 2, 3), keepdim=True) + 1e-5)  # expect: RES209 discarded-result
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding)


class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.c1, self.g1 = WsConv(n, n, 3, padding=1, bias=False), nn.GroupNorm(4, n)
        self.c2, self.g2 = WsConv(n, n, 3, padding=1, bias=False), nn.GroupNorm(4, n)

    def forward(self, x):
        y = F.relu(self.g1(self.c1(x)))
        return F.relu(x + self.g2(self.c2(y)))


class WsNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU())
        self.body = nn.Sequential(Block(16), Block(16))
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))
