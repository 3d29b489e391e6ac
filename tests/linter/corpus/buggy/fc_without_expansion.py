"""Fine-tuning script: the head was written for ResNet-18 and the backbone swapped for bottlenecks."""
# input: 3x64x64
# target: AnomalyNet
import torch
import torch.nn as nn


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, c, p, s=1):
        super().__init__()
        e = p * self.expansion
        self.conv1, self.bn1 = nn.Conv2d(c, p, 1, bias=False), nn.BatchNorm2d(p)
        self.conv2, self.bn2 = nn.Conv2d(p, p, 3, s, 1, bias=False), nn.BatchNorm2d(p)
        self.conv3, self.bn3 = nn.Conv2d(p, e, 1, bias=False), nn.BatchNorm2d(e)
        self.down = None
        if s != 1 or c != e:
            self.down = nn.Sequential(nn.Conv2d(c, e, 1, s, bias=False), nn.BatchNorm2d(e))

    def forward(self, x):
        h = torch.relu(self.bn1(self.conv1(x)))
        h = torch.relu(self.bn2(self.conv2(h)))
        h = self.bn3(self.conv3(h))
        return torch.relu(h + (self.down(x) if self.down is not None else x))


class AnomalyNet(nn.Module):
    def __init__(self, num_classes=2):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
            Bottleneck(64, 64), Bottleneck(256, 64),
            Bottleneck(256, 128, 2), Bottleneck(512, 128),
            Bottleneck(512, 256, 2), Bottleneck(1024, 512, 2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.projector = nn.Sequential(
            nn.Linear(512, 512, bias=False),  # expect: RES111 linear-width-mismatch
            nn.BatchNorm1d(512), nn.ReLU())
        self.out = nn.Linear(512, num_classes)

    def forward(self, x):
        features = self.backbone(x)
        embeds = self.projector(features)
        return self.out(embeds), embeds
