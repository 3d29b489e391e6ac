"""Pre-activation ECG classifier in 1-D whose in-place ReLU overwrites the shortcut."""
# input: 12x1000
# target: ECGNet
from typing import Optional

import torch
from torch import Tensor, nn


class PreActBlock1d(nn.Module):
    def __init__(self, channels: int, kernel: int = 15, drop: float = 0.2) -> None:
        super().__init__()
        self.relu1 = nn.ReLU(inplace=True)  # expect: RES201; allow: RES401
        self.conv1 = nn.Conv1d(channels, channels, kernel, padding=kernel // 2, bias=False)
        self.bn1 = nn.BatchNorm1d(channels)
        self.relu2 = nn.ReLU(inplace=True)
        self.drop = nn.Dropout(drop)
        self.conv2 = nn.Conv1d(channels, channels, kernel, padding=kernel // 2)

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x
        y = self.relu1(x)
        y = self.conv1(y)
        y = self.drop(self.relu2(self.bn1(y)))
        y = self.conv2(y)
        return y + shortcut


class ECGNet(nn.Module):
    def __init__(self, leads: int = 12, n_classes: int = 5, width: int = 64, depth: int = 4) -> None:
        super().__init__()
        self.stem = nn.Conv1d(leads, width, 16, stride=2, padding=7, bias=False)
        self.stem_norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList(PreActBlock1d(width) for _ in range(depth))
        self.pool = nn.MaxPool1d(2)
        self.final_norm = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, n_classes)

    def forward(self, signal: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        h = self.stem_norm(self.stem(signal)).relu()
        for i, block in enumerate(self.blocks):
            h = block(h)
            if i % 2 == 1:
                h = self.pool(h)
        h = self.final_norm(h).relu()
        if mask is not None:
            h = h * mask
        return self.head(h.mean(dim=-1))
