"""Speaker embedding ResNet on log-mel frames with mean and deviation pooling over time."""
# input: 1x80x120
# target: SpeakerNet
# fixed-size: 80 mel bands by design; the number of frames is free
# other-input: 1x80x173
import torch
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, in_planes, planes, stride=1):
        super(BasicBlock, self).__init__()
        self.conv1 = nn.Conv2d(in_planes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_planes != planes:
            self.shortcut = nn.Sequential(nn.Conv2d(in_planes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        return F.relu(out)


class TSTP(nn.Module):
    """Temporal statistics pooling: mean and standard deviation of each (channel, band)."""

    def forward(self, x):
        mean = x.mean(dim=-1)
        std = torch.sqrt(torch.var(x, dim=-1) + 1e-7)
        return torch.cat((mean.flatten(start_dim=1), std.flatten(start_dim=1)), 1)


class SpeakerNet(nn.Module):
    def __init__(self, m_channels=32, feat_dim=80, embed_dim=192):
        super(SpeakerNet, self).__init__()
        self.conv1 = nn.Conv2d(1, m_channels, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(m_channels)
        self.layer1 = BasicBlock(m_channels, m_channels, 1)
        self.layer2 = BasicBlock(m_channels, m_channels * 2, 2)
        self.layer3 = BasicBlock(m_channels * 2, m_channels * 4, 2)
        self.layer4 = BasicBlock(m_channels * 4, m_channels * 8, 2)
        self.pool = TSTP()
        self.seg_1 = nn.Linear((feat_dim // 8) * m_channels * 8 * 2, embed_dim)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.layer1(out)
        out = self.layer2(out)
        out = self.layer3(out)
        out = self.layer4(out)
        return self.seg_1(self.pool(out))
