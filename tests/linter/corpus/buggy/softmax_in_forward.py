"""The classifier returns softmax probabilities, to be fed to CrossEntropyLoss."""
# input: 3x32x32
# target: ProbNet
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.c1 = nn.Conv2d(n, n, 3, padding=1, bias=False)
        self.b1 = nn.BatchNorm2d(n)
        self.c2 = nn.Conv2d(n, n, 3, padding=1, bias=False)
        self.b2 = nn.BatchNorm2d(n)

    def forward(self, x):
        y = F.relu(self.b1(self.c1(x)))
        y = self.b2(self.c2(y))
        return F.relu(x + y)


class ProbNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.c0 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.b0 = nn.BatchNorm2d(64)
        self.blocks = nn.Sequential(Block(64), Block(64), Block(64))
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = F.relu(self.b0(self.c0(x)))
        x = self.blocks(x)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        x = self.fc(x)
        return F.softmax(x, dim=1)  # expect: RES510 softmax-output
