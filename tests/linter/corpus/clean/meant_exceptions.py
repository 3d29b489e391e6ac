"""What the rules on silent bugs must leave alone: each line here is meant."""
# input: 3x64x64
# target: Meant
import torch
import torch.nn as nn
import torch.nn.functional as F


class ScaledBlock(nn.Module):
    """Keeps the variance: a sum of two by the square root of a half."""

    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(width, momentum=0.03)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width, momentum=0.03)
        self.gate = nn.Sequential(nn.Linear(width, width), nn.Sigmoid())

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        y = y * self.gate(y.mean((2, 3)))[:, :, None, None]
        return F.relu((x + y) * 0.5**0.5)


class Meant(nn.Module):
    def __init__(self, classes=10, mc_dropout=True):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.teacher = nn.Conv2d(3, 16, 3, 2, 1)
        self.teacher.requires_grad_(False)
        self.stem = nn.Conv2d(3, 16, 3, 2, 1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(ScaledBlock(16), ScaledBlock(16))
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.mc_dropout = mc_dropout
        self.fc = nn.Linear(16, classes)

    def forward(self, x):
        x = x.clone()
        x.sub_(self.mean)
        with torch.no_grad():
            known = self.teacher(x)
        x = self.blocks(F.relu(self.norm(self.stem(x))) + known)
        tokens = x.flatten(2).transpose(1, 2)
        tokens = tokens + self.attention(tokens, tokens, tokens, need_weights=False)[0]
        x = F.dropout(tokens.mean(1), 0.1, training=self.training or self.mc_dropout)
        return self.fc(x)
