"""The block's forward has no return: the next block gets None."""
# input: 3x64x64
# target: SilentNet
from torch import nn


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c)
        self.act = nn.ReLU()

    def forward(self, x):  # expect-also: RES003
        y = self.act(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        y = self.act(y + x)  # expect: RES003 forward-failed


class SilentNet(nn.Module):
    def __init__(self, n=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.block1 = Block(32)
        self.block2 = Block(32)
        self.fc = nn.Linear(32, n)

    def forward(self, x):
        x = self.stem(x)
        x = self.block1(x)
        x = self.block2(x)  # expect-also: RES003
        x = x.mean((2, 3))  # expect-also: RES003
        return self.fc(x)
