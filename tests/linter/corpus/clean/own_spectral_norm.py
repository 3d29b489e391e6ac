"""A spectral norm of one's own calls the wrapped layer's forward with the weight that it made."""
# input: 3x32x32
# target: Critic
import torch
from torch import nn


class Spectral(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
        weight = layer.weight.data
        del layer._parameters["weight"]
        layer.register_parameter("weight_bar", nn.Parameter(weight))
        layer.register_buffer("u", torch.ones(weight.shape[0]))

    def forward(self, x):
        weight = self.layer.weight_bar.flatten(1)
        v = torch.mv(weight.t(), self.layer.u)
        norm = torch.mv(weight, v / v.norm()).norm()
        self.layer.weight = self.layer.weight_bar / norm
        return self.layer.forward(x)


class Block(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.bypass_conv = nn.Conv2d(cin, cout, 1)
        self.model = nn.Sequential(nn.ReLU(), Spectral(self.conv1), nn.ReLU(), Spectral(self.conv2), nn.AvgPool2d(2))
        self.bypass = nn.Sequential(Spectral(self.bypass_conv), nn.AvgPool2d(2))

    def forward(self, x):
        return self.model(x) + self.bypass(x)


class Critic(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.blocks = nn.Sequential(Block(3, c), Block(c, 2 * c), nn.ReLU())
        self.score = nn.Linear(2 * c, 1)

    def forward(self, x):
        return self.score(self.blocks(x).sum((2, 3)))
