"""Shake-Shake: two branches mixed with random weights that differ in forward and backward, a two-path projection."""
# input: 3x32x32
# target: ShakeNet
import torch
from torch import nn
from torch.nn import functional as F


class Mix(torch.autograd.Function):
    """alpha in the forward pass, an independent beta in the backward pass."""

    @staticmethod
    def forward(ctx, left, right, alpha, beta):
        ctx.save_for_backward(beta)
        return alpha * left + (1 - alpha) * right

    @staticmethod
    def backward(ctx, grad):
        (beta,) = ctx.saved_tensors
        return beta * grad, (1 - beta) * grad, None, None


def branch(cin, cout, stride):
    return nn.Sequential(
        nn.ReLU(),
        nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout))


class ShiftedProjection(nn.Module):
    """Half of the channels see the even pixels, the other half the pixels beside them."""

    def __init__(self, cin, cout, stride):
        super().__init__()
        self.stride = stride
        self.even = nn.Conv2d(cin, cout // 2, 1, bias=False)
        self.odd = nn.Conv2d(cin, cout // 2, 1, bias=False)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        x = F.relu(x)
        shifted = F.pad(x, (0, 1, 0, 1))[:, :, 1:, 1:]
        s = self.stride
        parts = self.even(x[:, :, ::s, ::s]), self.odd(shifted[:, :, ::s, ::s])
        return self.norm(torch.cat(parts, dim=1))


class ShakeUnit(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.left, self.right = branch(cin, cout, stride), branch(cin, cout, stride)
        self.skip = nn.Identity() if cin == cout else ShiftedProjection(cin, cout, stride)

    def forward(self, x):
        left, right = self.left(x), self.right(x)
        shape = (len(x), 1, 1, 1)
        if self.training:
            mixed = Mix.apply(left, right, torch.rand(shape, device=x.device), torch.rand(shape, device=x.device))
        else:
            mixed = (left + right) / 2
        return self.skip(x) + mixed


class ShakeNet(nn.Module):
    def __init__(self, width=32, classes=10):
        super().__init__()
        self.entry = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.entry_norm = nn.BatchNorm2d(16)
        self.units = nn.Sequential(
            ShakeUnit(16, width), ShakeUnit(width, width),
            ShakeUnit(width, 2 * width, 2), ShakeUnit(2 * width, 2 * width),
            ShakeUnit(2 * width, 4 * width, 2))
        self.fc = nn.Linear(4 * width, classes)

    def forward(self, x):
        x = self.units(self.entry_norm(self.entry(x)))
        return self.fc(F.relu(x).mean((2, 3)))
