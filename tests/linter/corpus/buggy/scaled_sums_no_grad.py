"""Denoiser with residual scaling, tried with a frozen noise estimator."""
# input: 1x40x40
# target: Denoise
import torch
import torch.nn as nn
import torch.nn.functional as F


class Scaled(nn.Module):
    def __init__(self, f, scale=0.1):
        super().__init__()
        self.scale = scale
        self.body = nn.Sequential(nn.Conv2d(f, f, 3, 1, 1), nn.ReLU(True), nn.Conv2d(f, f, 3, 1, 1))

    def forward(self, x):
        s = x + self.body(x)
        return s * self.scale  # expect: RES216 scaled-sum


class Estimator(nn.Sequential):
    def __init__(self, f):
        super().__init__(nn.Conv2d(1, f, 3, 1, 1), nn.ReLU(), nn.Conv2d(f, 1, 3, 1, 1))


class Denoise(nn.Module):
    def __init__(self, f=32, blocks=4):
        super().__init__()
        self.estimator = Estimator(f)
        self.head = nn.Conv2d(2, f, 3, 1, 1)
        self.trunk = nn.Sequential(*(Scaled(f) for _ in range(blocks)))
        self.tail = nn.Conv2d(f, 1, 3, 1, 1)

    def forward(self, noisy):
        with torch.no_grad():  # expect: RES404 trainable-under-no-grad
            level = self.estimator(noisy)
        x = self.head(torch.cat((noisy, level), 1))
        return noisy - self.tail(self.trunk(x))
