"""Temporal shift: frames travel in the batch dimension and are averaged at the end (a batch-changing view on purpose)."""
# input: 8x3x64x64
# target: TSMNet
# other-input: 8x3x80x72
import torch
import torch.nn as nn
import torch.nn.functional as F


class TemporalShift(nn.Module):
    def __init__(self, net, n_segment=8, n_div=8):
        super().__init__()
        self.net = net
        self.n_segment = n_segment
        self.fold_div = n_div

    def forward(self, x):
        return self.net(self.shift(x))

    def shift(self, x):
        nt, c, h, w = x.size()
        x = x.view(nt // self.n_segment, self.n_segment, c, h, w)
        fold = c // self.fold_div
        out = torch.zeros_like(x)
        out[:, :-1, :fold] = x[:, 1:, :fold]  # shift left
        out[:, 1:, fold:2 * fold] = x[:, :-1, fold:2 * fold]  # shift right
        out[:, :, 2 * fold:] = x[:, :, 2 * fold:]  # not shift
        return out.view(nt, c, h, w)


class Block(nn.Module):
    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = TemporalShift(nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False))
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        out += identity
        return F.relu(out, inplace=True)


class TSMNet(nn.Module):
    """Input: (batch, frames, 3, height, width)."""

    def __init__(self, num_class=27, n_segment=8):
        super().__init__()
        self.n_segment = n_segment
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.layers = nn.Sequential(Block(64, 64), Block(64, 128, 2), Block(128, 256, 2))
        self.new_fc = nn.Linear(256, num_class)

    def forward(self, clips):
        x = clips.view((-1,) + clips.size()[2:])
        x = self.layers(self.stem(x)).mean((2, 3))
        x = self.new_fc(x)
        x = x.view((-1, self.n_segment) + x.size()[1:])
        return x.mean(dim=1)
