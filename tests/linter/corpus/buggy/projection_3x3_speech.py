"""Speech ResNet: the shortcut of each widening unit is a 3x3 convolution although only channels change."""
# input: 1x64x100
# target: SpeechResNet
import torch.nn as nn
import torch.nn.functional as F


class SpeechUnit(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.expand = None
        if n_in != n_out:
            self.expand = nn.Sequential(
                nn.Conv2d(n_in, n_out, 3, padding=1, bias=False),  # expect: RES211 projection-kernel
                nn.BatchNorm2d(n_out))

    def forward(self, x):
        r = x if self.expand is None else self.expand(x)
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + r)


class SpeechResNet(nn.Module):
    def __init__(self, speakers=100):
        super().__init__()
        self.conv = nn.Conv2d(1, 32, 5, stride=2, padding=2, bias=False)
        self.bn = nn.BatchNorm2d(32)
        self.units = nn.Sequential(
            SpeechUnit(32, 32), SpeechUnit(32, 64), nn.MaxPool2d(2), SpeechUnit(64, 64), SpeechUnit(64, 128))
        self.fc = nn.Linear(128, speakers)

    def forward(self, mel):
        h = F.relu(self.bn(self.conv(mel)))
        h = self.units(h)
        return self.fc(h.mean(3).mean(2))
