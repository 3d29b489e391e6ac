"""Binary residual network: the weights of the binary convolutions get no gradient, and a bias in front of a norm."""
# input: 3x32x32
# target: BinaryNet
import torch
from torch import nn


class BinaryConv(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1, bias=False)

    def forward(self, x):
        w = self.conv.weight
        scale = w.abs().mean()
        binary = torch.sign(w)  # expect-also: RES402
        return nn.functional.conv2d(x, binary.detach(), padding=1) * scale.detach()  # expect: RES402 no-gradient


class BinaryBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = BinaryConv(c)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = BinaryConv(c)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return torch.relu(x + y)


class BinaryNet(nn.Module):
    def __init__(self, c=64, classes=10):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, c, 3, 2, 1),  # expect: RES303 bias-before-norm
            nn.BatchNorm2d(c), nn.ReLU())
        self.blocks = nn.Sequential(BinaryBlock(c), BinaryBlock(c))
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))
