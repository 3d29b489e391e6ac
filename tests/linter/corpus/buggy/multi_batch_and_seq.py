"""Audio captioning encoder: hard-coded batch and a stale suppression."""
# input: 1x64x128
# target: CaptionEncoder
import torch
import torch.nn as nn
import torch.nn.functional as F


class Res(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)  # resnet-inspect: ignore[RES104]  # expect: RES001 unused-suppression
        self.bn2 = nn.BatchNorm2d(o)
        self.short = nn.Sequential(nn.Conv2d(i, o, 1, 2, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.short(x))


class CaptionEncoder(nn.Module):
    def __init__(self, dim=256, batch_size=1):
        super().__init__()
        self.batch_size = batch_size
        self.net = nn.Sequential(Res(1, 32), Res(32, 64), Res(64, 128))
        self.proj = nn.Linear(128 * 8, dim)

    def forward(self, mel):
        h = self.net(mel)
        h = h.permute(0, 3, 1, 2)
        h = h.reshape(self.batch_size, -1, 128 * 8)  # expect: RES120 fixed-batch-size
        return torch.tanh(self.proj(h))
