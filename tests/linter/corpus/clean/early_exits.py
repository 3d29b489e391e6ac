"""Multi-exit ResNet: logits of all exits in training, probabilities of the last one in evaluation."""
# input: 3x32x32
# target: EarlyExitNet
import torch.nn as nn
import torch.nn.functional as F


class ResUnit(nn.Module):
    def __init__(self, cin, cout, stride=1, **kwargs):
        super().__init__()
        act = kwargs.get("act", nn.ReLU)
        self.path = nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), act(),
            nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout))
        self.skip = nn.Identity() if (cin, stride) == (cout, 1) else nn.Sequential(
            nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
        self.act = act()

    def forward(self, x):
        return self.act(self.path(x) + self.skip(x))


class Exit(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class EarlyExitNet(nn.Module):
    def __init__(self, classes=10, act=nn.GELU):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), act())
        self.stages = nn.ModuleList([
            nn.Sequential(ResUnit(32, 32, act=act), ResUnit(32, 32, act=act)),
            nn.Sequential(ResUnit(32, 64, 2, act=act), ResUnit(64, 64, act=act)),
            nn.Sequential(ResUnit(64, 128, 2, act=act), ResUnit(128, 128, act=act)),
        ])
        self.exits = nn.ModuleList([Exit(c, classes) for c in (32, 64, 128)])

    def forward(self, x):
        x = self.stem(x)
        logits = []
        for stage, leave in zip(self.stages, self.exits):
            x = stage(x)
            logits.append(leave(x))
        if self.training:
            return logits
        return F.softmax(logits[-1], dim=1)
