"""Age estimation: one channel is predicted and then a Linear(1, 1) calibrates it, without a flatten."""
# input: 3x64x64
# target: AgeNet
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, cin: int, cout: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.skip = nn.Conv2d(cin, cout, 1, stride, bias=False)
        self.skip_bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return F.relu(h + self.skip_bn(self.skip(x)))


class AgeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(3, 32, 2), Block(32, 64, 2), Block(64, 128, 2))
        self.to_age = nn.Conv2d(128, 1, 1)
        self.calibrate = nn.Linear(1, 1)

    def forward(self, face):
        h = self.blocks(face)
        h = F.adaptive_avg_pool2d(h, 1)
        age = self.to_age(h)
        return self.calibrate(age)  # expect: RES115 missing-flatten
