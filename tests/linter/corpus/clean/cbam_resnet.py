"""ResNet with CBAM: channel attention, then a single-channel spatial attention map."""
# input: 3x64x64
# target: CBAMResNet
# args: num_classes=20
import torch
import torch.nn as nn


class ChannelGate(nn.Module):
    """通道注意力: 平均池化和最大池化共用一个 MLP"""

    def __init__(self, channels, ratio=16):
        super().__init__()
        self.mlp = nn.Sequential(
            nn.Linear(channels, channels // ratio), nn.ReLU(), nn.Linear(channels // ratio, channels))

    def forward(self, x):
        score = self.mlp(x.mean(dim=(2, 3))) + self.mlp(x.amax(dim=(2, 3)))
        return x * score.sigmoid()[:, :, None, None]


class SpatialGate(nn.Module):
    """空间注意力: 在通道上取平均和最大, 再做 7x7 卷积"""

    def __init__(self):
        super().__init__()
        self.mix = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x):
        summary = torch.cat([x.mean(1, keepdim=True), x.max(dim=1, keepdim=True).values], dim=1)
        return x * torch.sigmoid(self.mix(summary))


class AttentionBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)
        self.attention = nn.Sequential(ChannelGate(c_out), SpatialGate())
        # 尺寸不同时用 1x1 卷积对齐
        self.align = None if (c_in, stride) == (c_out, 1) else nn.Sequential(
            nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        identity = x if self.align is None else self.align(x)
        y = torch.relu(self.norm1(self.conv1(x)))
        y = self.attention(self.norm2(self.conv2(y)))
        return torch.relu(y + identity)


class CBAMResNet(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        # 输入层
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2, 1))
        # 残差层
        self.stages = nn.Sequential(
            AttentionBlock(64, 64), AttentionBlock(64, 64),
            AttentionBlock(64, 128, 2), AttentionBlock(128, 128),
            AttentionBlock(128, 256, 2), AttentionBlock(256, 256))
        # 分类层
        self.fc = nn.Linear(256, num_classes)

    def forward(self, x):
        x = self.stages(self.stem(x))
        return self.fc(x.mean(dim=(2, 3)))
