"""Temporal shift: frames travel in the batch dimension and are averaged at the end (a batch-changing view on purpose)."""
# input: 8x3x64x64
# target: ShiftNet
# other-input: 8x3x80x72
import torch
import torch.nn as nn
import torch.nn.functional as F


def shift_in_time(frames, per_clip, share=8):
    """Move an eighth of the channels one frame back and an eighth one frame on."""
    clips = frames.view(-1, per_clip, *frames.shape[1:])
    n = clips.shape[2] // share
    back, on, still = clips.split([n, n, clips.shape[2] - 2 * n], dim=2)
    zero = torch.zeros_like(back[:, :1])
    back = torch.cat([back[:, 1:], zero], dim=1)
    on = torch.cat([zero, on[:, :-1]], dim=1)
    return torch.cat([back, on, still], dim=2).view_as(frames)


class ShiftBlock(nn.Module):
    def __init__(self, cin, cout, stride, per_clip):
        super().__init__()
        self.per_clip = per_clip
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.project = None
        if cin != cout or stride > 1:
            self.project = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.conv1(shift_in_time(x, self.per_clip))
        y = self.bn2(self.conv2(F.relu(self.bn1(y), inplace=True)))
        y += x if self.project is None else self.project(x)
        return F.relu(y, inplace=True)


class ShiftNet(nn.Module):
    """Input: (batch, frames, 3, height, width)."""

    def __init__(self, classes=27, per_clip=8):
        super().__init__()
        self.per_clip = per_clip
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.blocks = nn.Sequential(
            ShiftBlock(64, 64, 1, per_clip), ShiftBlock(64, 128, 2, per_clip), ShiftBlock(128, 256, 2, per_clip))
        self.fc = nn.Linear(256, classes)

    def forward(self, clips):
        frames = clips.reshape(-1, *clips.shape[2:])
        features = self.blocks(self.stem(frames)).mean((2, 3))
        scores = self.fc(features)
        return scores.view(-1, self.per_clip, scores.shape[1]).mean(dim=1)
