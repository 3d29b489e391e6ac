"""Text recognition whose LSTM runs over the batch."""
# input: 1x32x128
# target: CRNN

import torch
import torch.nn as nn
import torch.nn.functional as F


class CRNN(nn.Module):
    def __init__(self, n=37):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 32, 3, (2, 2), 1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d((1, None)))
        self.rnn = nn.LSTM(32, 64, bidirectional=True)  # expect: RES312 attention-over-batch
        self.fc = nn.Linear(128, n)

    def forward(self, x):
        x = self.cnn(x).squeeze(2).permute(0, 2, 1)
        x, _ = self.rnn(x)
        return self.fc(x)
