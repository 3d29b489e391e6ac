"""IMPALA deep residual network for Procgen, with logits and a value."""
# input: 3x64x64
# target: ImpalaCNN
import torch
import torch.nn as nn
import torch.nn.functional as F


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv0 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        inputs = x
        x = F.relu(x)
        x = self.conv0(x)
        x = F.relu(x)
        x = self.conv1(x)
        return x + inputs


class ConvSequence(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.res_block0 = ResidualBlock(out_channels)
        self.res_block1 = ResidualBlock(out_channels)

    def forward(self, x):
        x = self.conv(x)
        x = F.max_pool2d(x, kernel_size=3, stride=2, padding=1)
        x = self.res_block0(x)
        x = self.res_block1(x)
        return x


class ImpalaCNN(nn.Module):
    """Returns action logits and a value; global pooling replaces the paper's flattened map."""

    def __init__(self, num_outputs=15, depths=(16, 32, 32), hidden=256):
        super().__init__()
        seqs = []
        channels = 3
        for depth in depths:
            seqs.append(ConvSequence(channels, depth))
            channels = depth
        self.conv_seqs = nn.ModuleList(seqs)
        self.hidden_fc = nn.Linear(channels, hidden)
        self.logits_fc = nn.Linear(hidden, num_outputs)
        self.value_fc = nn.Linear(hidden, 1)

    def forward(self, obs):
        x = obs / 255.0
        for conv_seq in self.conv_seqs:
            x = conv_seq(x)
        x = F.relu(x)
        x = torch.amax(x, dim=(2, 3))
        x = F.relu(self.hidden_fc(x))
        return self.logits_fc(x), self.value_fc(x).squeeze(1)
