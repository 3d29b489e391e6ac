"""A segmenter that returns its losses where it is given a mask, an auxiliary head's among them."""
# input: 3x64x64
# target: Segmenter
import torch
import torch.nn.functional as F
from torch import nn


class Unit(nn.Module):
    def __init__(self, given, made, step):
        super().__init__()
        self.one = nn.Conv2d(given, made, 3, step, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(made)
        self.two = nn.Conv2d(made, made, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(made)
        self.beside = nn.Sequential(nn.Conv2d(given, made, 1, step, bias=False), nn.BatchNorm2d(made))

    def forward(self, x):
        y = self.norm2(self.two(torch.relu(self.norm1(self.one(x)))))
        return torch.relu(y + self.beside(x))


class Segmenter(nn.Module):
    def __init__(self, kinds=6):
        super().__init__()
        self.near = nn.Sequential(Unit(3, 16, 2), Unit(16, 32, 2))
        self.far = Unit(32, 64, 2)
        self.head = nn.Conv2d(64, kinds, 1)
        self.helper = nn.Sequential(nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, kinds, 1))

    def forward(self, image, mask=None):
        near = self.near(image)
        logits = self.head(self.far(near))
        if mask is None:
            return logits
        small = F.interpolate(mask[:, None].float(), size=near.shape[2:])[:, 0].long()
        tiny = F.interpolate(mask[:, None].float(), size=logits.shape[2:])[:, 0].long()
        return F.cross_entropy(logits, tiny) + 0.4 * F.cross_entropy(self.helper(near), small)
