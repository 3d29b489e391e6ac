"""Temporal convolutional network: the causal padding is added, but the tail is never chomped off."""
# input: 8x200
# target: TCN
import torch.nn as nn


class TemporalBlock(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, dilation, dropout=0.2):
        super(TemporalBlock, self).__init__()
        padding = (kernel_size - 1) * dilation  # expect-also: RES104
        self.conv1 = nn.Conv1d(n_inputs, n_outputs, kernel_size, padding=padding, dilation=dilation)  # expect: RES104|RES108 main-path-padding
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout(dropout)
        self.conv2 = nn.Conv1d(n_outputs, n_outputs, kernel_size, padding=padding, dilation=dilation)  # expect-also: RES104
        self.relu2 = nn.ReLU()
        self.dropout2 = nn.Dropout(dropout)
        self.net = nn.Sequential(self.conv1, self.relu1, self.dropout1, self.conv2, self.relu2, self.dropout2)
        self.downsample = nn.Conv1d(n_inputs, n_outputs, 1) if n_inputs != n_outputs else None
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.net(x)
        res = x if self.downsample is None else self.downsample(x)
        return self.relu(out + res)  # expect-also: RES108
        # allow: RES213


class TCN(nn.Module):
    def __init__(self, num_inputs=8, channels=(32, 32, 64), classes=5, kernel_size=3):
        super().__init__()
        layers = []
        for i, c in enumerate(channels):
            layers.append(TemporalBlock(num_inputs if i == 0 else channels[i - 1], c, kernel_size, 2 ** i))
        self.network = nn.Sequential(*layers)
        self.linear = nn.Linear(channels[-1], classes)

    def forward(self, x):
        return self.linear(self.network(x)[:, :, -1])
