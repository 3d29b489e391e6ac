"""Mixed projections: one stage projects with a 3x3 convolution, the others with 1x1."""
# input: 3x64x64
# target: MixedProjectionNet
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, cin, cout, stride, shortcut):
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout))
        self.shortcut = shortcut

    def forward(self, x):
        return torch.relu(self.path(x) + self.shortcut(x))


class MixedProjectionNet(nn.Module):
    def __init__(self, num_classes=12):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
        self.a = Block(64, 64, 1, nn.Identity())
        self.b = Block(64, 128, 2, nn.Sequential(nn.Conv2d(64, 128, 1, 2, bias=False), nn.BatchNorm2d(128)))
        self.c = Block(128, 256, 1, nn.Sequential(
            nn.Conv2d(128, 256, 3, 1, 1, bias=False), nn.BatchNorm2d(256)))  # expect: RES211 projection-kernel
        self.d = Block(256, 512, 2, nn.Sequential(nn.Conv2d(256, 512, 1, 2, bias=False), nn.BatchNorm2d(512)))
        self.fc = nn.Linear(512, num_classes)

    def forward(self, x):
        x = self.d(self.c(self.b(self.a(self.stem(x)))))
        return self.fc(x.mean(dim=[2, 3]))
