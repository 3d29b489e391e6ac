"""Frames through a CNN, then an LSTM over the wrong axis."""
# input: 8x3x64x64
# target: VideoNet
import torch
import torch.nn as nn


class Res(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c), nn.ReLU(),
                               nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c))

    def forward(self, x):
        return torch.relu(x + self.f(x))


class VideoNet(nn.Module):
    def __init__(self, hidden=64, classes=5):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(3, 32, 5, 4, 2), nn.ReLU(), Res(32), Res(32), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.lstm = nn.LSTM(32, hidden)
        self.fc = nn.Linear(hidden, classes)

    def forward(self, clip):
        b, t, c, h, w = clip.shape
        feats = self.cnn(clip.view(b * t, c, h, w))
        feats = feats.view(t, b, -1)  # expect: RES125 reshaped-for-transposed
        out, _ = self.lstm(feats)
        return self.fc(out[-1])
