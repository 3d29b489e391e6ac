"""A pyramid whose three levels have one width, and an encoder that unpacks what it is not given."""
# input: 3x64x64
# target: Pyramid
import torch
import torch.nn as nn
import torch.nn.functional as F


class Body(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Conv2d(3, width, 3, 4, 1)
        self.b = nn.Conv2d(width, width, 3, 1, 1)
        self.c = nn.Conv2d(width, width, 3, 1, 1)

    def forward(self, x):
        c2 = F.relu(self.a(x))
        c3 = F.relu(self.b(c2))
        c4 = F.relu(self.c(c3))
        return c2, c3, c4


class Pyramid(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.body = Body(width)
        self.lat2 = nn.Conv2d(width, 32, 1)
        self.lat3 = nn.Conv2d(width, 32, 1)
        self.lat4 = nn.Conv2d(width, 32, 1)
        self.mu = nn.Conv2d(32, 4, 1)
        self.logvar = nn.Conv2d(32, 4, 1)

    def heads(self, x):
        mu, logvar = self.mu(x), self.logvar(x)
        return mu, logvar

    def forward(self, x):
        c2, c3, c4 = self.body(x)
        p4 = self.lat4(c4)
        p3 = self.lat3(c4)  # expect: RES542 copied-line
        p2 = self.lat2(c2)
        logvar, mu = self.heads(p2 + p3 + p4)  # expect: RES542 copied-line
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
