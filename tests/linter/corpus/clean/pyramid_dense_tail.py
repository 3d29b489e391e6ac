"""PyramidNet blocks, whose first norm reads a normalized stem, and a dense tail."""
# input: 3x32x32
# target: PyraDense
import torch
import torch.nn as nn
import torch.nn.functional as F


class PyramidBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(cin)
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(cout)
        self.pool = nn.AvgPool2d(2, 2, ceil_mode=True) if stride == 2 else None

    def forward(self, x):
        out = self.conv1(self.bn1(x))
        out = self.conv2(F.relu(self.bn2(out)))
        out = self.bn3(out)
        sc = x if self.pool is None else self.pool(x)
        if out.size(1) != sc.size(1):
            pad = torch.zeros(sc.size(0), out.size(1) - sc.size(1), sc.size(2), sc.size(3), dtype=sc.dtype, device=sc.device)
            sc = torch.cat((sc, pad), 1)
        return out + sc


class DenseLayer(nn.Module):
    def __init__(self, cin, growth):
        super().__init__()
        self.net = nn.Sequential(
            nn.BatchNorm2d(cin), nn.ReLU(inplace=True), nn.Conv2d(cin, 4 * growth, 1, bias=False),
            nn.BatchNorm2d(4 * growth), nn.ReLU(inplace=True), nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False),
        )

    def forward(self, *feats):
        return self.net(torch.cat(feats, 1))


class PyraDense(nn.Module):
    def __init__(self, alpha=24, n=3, growth=12, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        c, step, mods = 16.0, alpha / (3 * n), []
        for g in range(3):
            for i in range(n):
                mods.append(PyramidBlock(int(round(c)), int(round(c + step)), 2 if g and i == 0 else 1))
                c += step
        self.pyramid = nn.Sequential(*mods)
        c = int(round(c))
        self.dense = nn.ModuleList(DenseLayer(c + i * growth, growth) for i in range(4))
        c += 4 * growth
        self.final = nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(inplace=True))
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        x = self.pyramid(self.bn(self.conv(x)))
        feats = [x]
        for layer in self.dense:
            feats.append(layer(*feats))
        x = self.final(torch.cat(feats, 1))
        return self.fc(x.mean((2, 3)))
