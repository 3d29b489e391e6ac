"""Fine-tuning: the first stage is frozen (requires_grad False) and its norms stay in evaluation mode."""
# input: 3x64x64
# target: FineTuneNet
import torch.nn.functional as F
from torch import nn


class Unit(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.downsample = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if s != 1 or i != o else None

    def forward(self, x):
        identity = x
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        return F.relu(out + identity)


class FineTuneNet(nn.Module):
    def __init__(self, classes=5, frozen=True):
        super().__init__()
        self.frozen = frozen
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.layer1 = nn.Sequential(Unit(64, 64), Unit(64, 64))
        self.layer2 = nn.Sequential(Unit(64, 128, 2), Unit(128, 128))
        self.head = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, classes))
        if frozen:
            for module in (self.stem, self.layer1):
                for parameter in module.parameters():
                    parameter.requires_grad = False

    def train(self, mode=True):
        super().train(mode)
        if mode and self.frozen:
            self.stem.eval()
            self.layer1.eval()
        return self

    def forward(self, x):
        x = self.layer1(self.stem(x))
        x = self.layer2(x)
        return self.head(x.mean(dim=(2, 3)))
