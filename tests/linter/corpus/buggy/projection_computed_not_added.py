"""Class-conditional GAN critic: the shortcut is computed, and then only the branch is returned."""
# input: 3x32x32
# target: Critic
import torch.nn as nn
import torch.nn.functional as F


class DownBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.conv_sc = nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        h = self.conv1(F.leaky_relu(x, 0.2))
        h = self.conv2(F.leaky_relu(h, 0.2))
        h = F.avg_pool2d(h, 2)
        sc = F.avg_pool2d(self.conv_sc(x), 2)  # expect: RES204 unused-shortcut
        return h  # expect-also: RES204; allow: RES205


class Critic(nn.Module):
    def __init__(self, nf=64):
        super().__init__()
        self.first = nn.Conv2d(3, nf, 3, padding=1)
        self.main = nn.Sequential(DownBlock(nf, nf * 2), DownBlock(nf * 2, nf * 4), DownBlock(nf * 4, nf * 4))
        self.last = nn.Linear(nf * 4, 1)

    def forward(self, img):
        h = self.main(self.first(img))
        h = F.leaky_relu(h, 0.2).sum(dim=[2, 3])
        return self.last(h)
