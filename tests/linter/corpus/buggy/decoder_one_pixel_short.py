"""Residual auto-encoder for mel spectrograms; depths from a tuple."""
# input: 1x64x64
# target: MelAE
import torch.nn as nn


class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.deconv = nn.ConvTranspose2d(i, o, kernel_size=3, stride=2, padding=1)  # expect: RES121 unequal-enlargement
        self.same = nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(i, o, 1))
        self.act = nn.ELU()

    def forward(self, x):
        return self.act(self.deconv(x) + self.same(x))


def stage(i, o, n):
    layers = [nn.Conv2d(i, o, 3, 2, 1), nn.ELU()]
    for _ in range(n):
        layers += [nn.Conv2d(o, o, 3, 1, 1), nn.ELU()]
    return nn.Sequential(*layers)


class MelAE(nn.Module):
    def __init__(self, counts=(1, 2, 3)):
        super().__init__()
        self.e1 = stage(1, 16, counts[0])
        self.e2 = stage(16, 32, counts[0])  # expect: RES517 repeated-stage-index
        self.e3 = stage(32, 64, counts[1])
        self.up = nn.Sequential(Up(64, 32), Up(32, 16), Up(16, 8))
        self.out = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        return self.out(self.up(self.e3(self.e2(self.e1(x)))))
