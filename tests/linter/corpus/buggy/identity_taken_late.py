"""ResNet-like net where the shortcut is stored after the first convolution has already run."""
# input: 3x64x64
# target: LateNet
from torch import nn
from torch.nn import functional as F


class BasicBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(self.bn1(x))
        identity = x  # expect: RES203 shortcut-not-block-input
        x = self.conv2(x)
        x = self.bn2(x)
        x = x + identity
        return F.relu(x)


class Transition(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, stride=2, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class LateNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            Transition(3, 64), BasicBlock(64), BasicBlock(64),
            Transition(64, 128), BasicBlock(128), BasicBlock(128))
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        return self.fc(F.adaptive_avg_pool2d(self.features(x), 1).flatten(1))
