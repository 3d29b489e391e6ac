"""A vocoder's residual stack: dilated branches, each with a 1x1 shortcut by design."""
# input: 80x40
# target: Vocoder
import torch.nn as nn


class Stack(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.blocks = nn.ModuleList([
            nn.Sequential(nn.LeakyReLU(0.2), nn.ReflectionPad1d(3 ** i), nn.Conv1d(c, c, 3, dilation=3 ** i),
                          nn.LeakyReLU(0.2), nn.Conv1d(c, c, 1))
            for i in range(3)])
        self.shortcuts = nn.ModuleList([nn.Conv1d(c, c, 1) for _ in range(3)])

    def forward(self, x):
        for block, shortcut in zip(self.blocks, self.shortcuts):
            x = shortcut(x) + block(x)
        return x


class Vocoder(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(80, c, 7, padding=3), nn.LeakyReLU(0.2), nn.ConvTranspose1d(c, c // 2, 8, 4, 2), Stack(c // 2),
            nn.LeakyReLU(0.2), nn.Conv1d(c // 2, 1, 7, padding=3), nn.Tanh())

    def forward(self, mel):
        return self.net(mel)
