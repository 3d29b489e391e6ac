"""Plant disease classifier: residual cells with an optional shortcut."""
# input: 3x64x64
# target: LeafNet
import torch.nn as nn
import torch.nn.functional as F


class ConvCell(nn.Module):
    def __init__(self, width, with_shortcut=True):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.with_shortcut = with_shortcut  # expect: RES504 unused-argument

    def forward(self, image):
        out = self.norm1(self.first(image))
        F.relu(out)  # expect: RES209 discarded-result
        return F.relu(self.norm2(self.second(out)) + image)


class LeafNet(nn.Module):
    def __init__(self, classes=38):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 24, 5, 2, 2, bias=False), nn.BatchNorm2d(24), nn.ReLU())
        self.cells = nn.Sequential(ConvCell(24), nn.MaxPool2d(2), ConvCell(24))
        self.out = nn.Linear(24, classes)

    def forward(self, image):
        return self.out(self.cells(self.stem(image)).mean((2, 3)))
