"""A conditioned residual block whose loop starts from x each time."""
# input: 16x32x32, 64
# target: CondBlock
import torch
import torch.nn as nn


class AdaLayer(nn.Module):
    def __init__(self, ch, z_dim):
        super().__init__()
        self.conv = nn.Conv2d(ch, ch, 3, padding=1)
        self.norm = nn.InstanceNorm2d(ch)
        self.style = nn.Linear(z_dim, ch * 2)

    def forward(self, x, z):
        gamma, beta = self.style(z)[:, :, None, None].chunk(2, 1)
        return torch.relu(self.norm(self.conv(x)) * (1 + gamma) + beta)


class CondBlock(nn.Module):
    def __init__(self, ch=16, z_dim=64, n=3):
        super().__init__()
        self.conv_block = nn.ModuleList([AdaLayer(ch, z_dim) for _ in range(n)])

    def forward(self, x, z):
        out = x
        for layer in self.conv_block:
            out = layer(x, z)  # expect: RES526 overwritten-in-loop
        return x + out
