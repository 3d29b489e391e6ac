"""Old-style code: .data instead of the tensor cuts one branch of an audio block off from training."""
# input: 1x8000
# target: RawAudioNet
import torch
from torch import nn


class WaveBlock(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        self.dilated = nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        z = torch.tanh(self.dilated(x))
        z = self.mix(z)
        return x.data + z  # expect: RES202 shortcut-detached


class RawAudioNet(nn.Module):
    def __init__(self, channels=64, n_classes=35):
        super().__init__()
        self.front = nn.Conv1d(1, channels, 80, stride=16)
        self.stack = nn.ModuleList([WaveBlock(channels, 2 ** i) for i in range(4)])
        self.post = nn.Linear(channels, n_classes)

    def forward(self, wave):
        h = torch.relu(self.front(wave))
        for block in self.stack:
            h = block(h)
        h = torch.relu(h).mean(-1)
        return self.post(h)
