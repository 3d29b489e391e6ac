"""1-D ResNet for 12-lead ECG (kernel 17, dropout, max-pooled shortcuts), multi-label logits."""
# input: 12x2048
# target: ECGResNet
import torch.nn as nn


class ResBlock1d(nn.Module):
    def __init__(self, n_in, n_out, downsample, kernel_size=17, dropout_rate=0.2):
        super().__init__()
        padding = kernel_size // 2
        self.conv1 = nn.Conv1d(n_in, n_out, kernel_size, padding=padding, bias=False)
        self.bn1 = nn.BatchNorm1d(n_out)
        self.relu = nn.ReLU()
        self.dropout1 = nn.Dropout(dropout_rate)
        self.conv2 = nn.Conv1d(n_out, n_out, kernel_size, stride=downsample, padding=padding, bias=False)
        self.bn2 = nn.BatchNorm1d(n_out)
        self.dropout2 = nn.Dropout(dropout_rate)

        # Skip connection: pooling for the length, a 1x1 convolution for the channels
        skip_layers = []
        if downsample > 1:
            skip_layers.append(nn.MaxPool1d(downsample, stride=downsample, ceil_mode=True))
        if n_in != n_out:
            skip_layers.append(nn.Conv1d(n_in, n_out, 1, bias=False))
        self.skip = nn.Sequential(*skip_layers) if skip_layers else None

    def forward(self, x):
        y = x if self.skip is None else self.skip(x)
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.relu(x)
        x = self.dropout1(x)
        x = self.conv2(x)
        x = self.bn2(x)
        x = x + y
        x = self.relu(x)
        return self.dropout2(x)


class ECGResNet(nn.Module):
    def __init__(self, n_classes=6, filters=(64, 128, 196, 256), downsample=4):
        super().__init__()
        self.conv1 = nn.Conv1d(12, filters[0], 17, padding=8, bias=False)
        self.bn1 = nn.BatchNorm1d(filters[0])
        self.relu = nn.ReLU()
        blocks = []
        n_in = filters[0]
        for n_out in filters:
            blocks.append(ResBlock1d(n_in, n_out, downsample))
            n_in = n_out
        self.res_blocks = nn.ModuleList(blocks)
        self.lin = nn.Linear(n_in, n_classes)

    def forward(self, x):
        """x: (batch, leads, samples)"""
        x = self.relu(self.bn1(self.conv1(x)))
        for blk in self.res_blocks:
            x = blk(x)
        return self.lin(x.mean(-1))
