"""Normalizer-free pre-activation ResNet with SkipInit gains (De and Smith 2020)."""
# input: 3x48x48
# target: NFResNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class ScaledStdConv2d(nn.Conv2d):
    """Convolution whose weight is standardized for each output channel."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gain = nn.Parameter(torch.ones(self.out_channels, 1, 1, 1))

    def forward(self, x):
        w = self.weight
        mean = w.mean(dim=(1, 2, 3), keepdim=True)
        var = w.var(dim=(1, 2, 3), keepdim=True)
        fan_in = w[0].numel()
        w = self.gain * (w - mean) / torch.sqrt(var * fan_in + 1e-4)
        return F.conv2d(x, w, self.bias, self.stride, self.padding, self.dilation, self.groups)


class NFBlock(nn.Module):
    def __init__(self, cin, cout, stride=1, alpha=0.2, beta=1.0):
        super().__init__()
        self.alpha, self.beta = alpha, beta
        mid = cout // 4
        self.conv1 = ScaledStdConv2d(cin, mid, 1)
        self.conv2 = ScaledStdConv2d(mid, mid, 3, stride=stride, padding=1)
        self.conv3 = ScaledStdConv2d(mid, cout, 1)
        self.proj = ScaledStdConv2d(cin, cout, 1, stride=stride) if stride != 1 or cin != cout else None
        self.skip_gain = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        h = F.relu(x) * self.beta
        skip = x if self.proj is None else self.proj(h)
        h = self.conv1(h)
        h = self.conv2(F.relu(h))
        h = self.conv3(F.relu(h))
        return skip + h * self.alpha * self.skip_gain


class NFResNet(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.stem = ScaledStdConv2d(3, 64, 3, stride=2, padding=1)
        plan = [(64, 256, 1), (256, 256, 1), (256, 512, 2), (512, 512, 1)]
        self.blocks = nn.ModuleList([NFBlock(i, o, s) for i, o, s in plan])
        self.fc = nn.Linear(512, n_classes)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        x = F.relu(x)
        return self.fc(x.mean([-2, -1]))
