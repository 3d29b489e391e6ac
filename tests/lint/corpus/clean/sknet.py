"""Selective-kernel network: a softmax chooses between two receptive fields."""
# input: 3x64x64
# target: SKNet
import torch
from torch import nn


class SKConv(nn.Module):
    def __init__(self, features, M=2, G=32, r=16, stride=1, L=32):
        super().__init__()
        d = max(features // r, L)
        self.M = M
        self.features = features
        self.convs = nn.ModuleList([
            nn.Sequential(
                nn.Conv2d(features, features, 3, stride, padding=1 + i, dilation=1 + i, groups=G, bias=False),
                nn.BatchNorm2d(features),
                nn.ReLU(inplace=True),
            )
            for i in range(M)
        ])
        self.fc = nn.Sequential(nn.Conv2d(features, d, 1, bias=False), nn.BatchNorm2d(d), nn.ReLU(inplace=True))
        self.fcs = nn.ModuleList([nn.Conv2d(d, features, 1) for _ in range(M)])
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        batch = x.shape[0]
        feats = torch.stack([conv(x) for conv in self.convs], dim=1)
        feats_U = torch.sum(feats, dim=1)
        feats_S = feats_U.mean((2, 3), keepdim=True)
        feats_Z = self.fc(feats_S)
        attention = torch.cat([fc(feats_Z) for fc in self.fcs], dim=1)
        attention = attention.view(batch, self.M, self.features, 1, 1)
        attention = self.softmax(attention)
        return torch.sum(feats * attention, dim=1)


class SKUnit(nn.Module):
    def __init__(self, in_features, mid_features, out_features, stride=1):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(in_features, mid_features, 1, bias=False),
                                   nn.BatchNorm2d(mid_features), nn.ReLU(inplace=True))
        self.conv2_sk = SKConv(mid_features, stride=stride)
        self.conv3 = nn.Sequential(nn.Conv2d(mid_features, out_features, 1, bias=False),
                                   nn.BatchNorm2d(out_features))
        if in_features == out_features:
            self.shortcut = nn.Sequential()
        else:
            self.shortcut = nn.Sequential(nn.Conv2d(in_features, out_features, 1, stride=stride, bias=False),
                                          nn.BatchNorm2d(out_features))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        residual = x
        out = self.conv1(x)
        out = self.conv2_sk(out)
        out = self.conv3(out)
        return self.relu(out + self.shortcut(residual))


class SKNet(nn.Module):
    def __init__(self, class_num=50):
        super().__init__()
        self.basic_conv = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.stage_1 = nn.Sequential(SKUnit(64, 128, 256), SKUnit(256, 128, 256))
        self.stage_2 = nn.Sequential(SKUnit(256, 256, 512, 2), SKUnit(512, 256, 512))
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(512, class_num)

    def forward(self, x):
        fea = self.stage_2(self.stage_1(self.basic_conv(x)))
        return self.classifier(self.gap(fea).squeeze(-1).squeeze(-1))
