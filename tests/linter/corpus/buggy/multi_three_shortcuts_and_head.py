"""Four causes in one run: each stage forgets the stride of its shortcut, and the classifier its width."""
# input: 3x64x64
# target: Net
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)

    def forward(self, x, skip):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + skip)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.b1 = Block(16, 32, 2)
        self.b2 = Block(32, 64, 2)
        self.b3 = Block(64, 128, 2)
        self.s1 = nn.Conv2d(16, 32, 1, bias=False)  # expect: RES102 projection-stride
        self.s2 = nn.Conv2d(32, 64, 1, bias=False)  # expect: RES102 projection-stride
        self.s3 = nn.Conv2d(64, 128, 1, bias=False)  # expect: RES102 projection-stride
        self.fc = nn.Linear(64, 10)  # expect: RES111 linear-width-mismatch

    def forward(self, x):
        x = self.stem(x)
        x = self.b1(x, self.s1(x))
        x = self.b2(x, self.s2(x))
        x = self.b3(x, self.s3(x))
        return self.fc(x.mean((2, 3)))
