"""WaveNet-like classifier: gated units, residual and skip outputs, the skips of all layers are summed."""
# input: 1x4000
# target: WaveNetClassifier
import torch
from torch import nn


class GatedUnit(nn.Module):
    def __init__(self, residual_channels, skip_channels, dilation):
        super().__init__()
        self.dilated = nn.Conv1d(residual_channels, 2 * residual_channels, 3, padding=dilation, dilation=dilation)
        self.residual = nn.Conv1d(residual_channels, residual_channels, 1)
        self.skip = nn.Conv1d(residual_channels, skip_channels, 1)

    def forward(self, x):
        content, gate = torch.chunk(self.dilated(x), 2, dim=1)
        h = torch.tanh(content) * torch.sigmoid(gate)
        return x + self.residual(h), self.skip(h)


class SkipUnit(GatedUnit):
    """The last unit: only its skip output is read, so it has no residual convolution."""

    def __init__(self, residual_channels, skip_channels, dilation):
        super().__init__(residual_channels, skip_channels, dilation)
        del self.residual

    def forward(self, x):
        content, gate = torch.chunk(self.dilated(x), 2, dim=1)
        return x, self.skip(torch.tanh(content) * torch.sigmoid(gate))


class WaveNetClassifier(nn.Module):
    def __init__(self, classes=10, channels=32, skip=64, layers=5):
        super().__init__()
        self.front = nn.Conv1d(1, channels, 16, stride=8)
        units = [GatedUnit(channels, skip, 2 ** i) for i in range(layers - 1)]
        self.units = nn.ModuleList([*units, SkipUnit(channels, skip, 2 ** (layers - 1))])
        self.post = nn.Sequential(nn.ReLU(), nn.Conv1d(skip, skip, 1), nn.ReLU())
        self.fc = nn.Linear(skip, classes)

    def forward(self, wave):
        x = torch.relu(self.front(wave))
        total = 0
        for unit in self.units:
            x, s = unit(x)
            total = total + s
        return self.fc(self.post(total).mean(dim=-1))
