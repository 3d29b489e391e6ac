"""A detection head whose map happens to be as wide as each anchor has classes."""
# input: 3x64x64
# target: Head
import torch.nn as nn


class Head(nn.Module):
    def __init__(self, classes=8, anchors=9, c=16):
        super().__init__()
        self.classes = classes
        self.stem = nn.Sequential(nn.Conv2d(3, c, 8, 8), nn.ReLU())
        self.res = nn.Conv2d(c, c, 3, padding=1)
        self.out = nn.Conv2d(c, anchors * classes, 3, padding=1)

    def forward(self, x):
        x = self.stem(x)
        x = (x + self.res(x)).relu()
        y = self.out(x).permute(0, 2, 3, 1)
        return y.reshape(x.size(0), -1, self.classes)
