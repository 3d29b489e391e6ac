"""Two block classes side by side; the identity block forgets the activation that the conv block has."""
# input: 3x64x64
# target: TwoBlockNet
import torch.nn as nn
import torch.nn.functional as F


class ConvBlock(nn.Module):
    def __init__(self, in_ch, out_ch):
        super().__init__()
        self.conv1 = nn.Conv2d(in_ch, out_ch, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_ch)
        self.conv2 = nn.Conv2d(out_ch, out_ch, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_ch)
        self.conv_s = nn.Conv2d(in_ch, out_ch, 1, 2, bias=False)
        self.bn_s = nn.BatchNorm2d(out_ch)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        s = self.bn_s(self.conv_s(x))
        return F.relu(y + s)


class IdentityBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv1 = nn.Conv2d(ch, ch, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(ch)
        self.conv2 = nn.Conv2d(ch, ch, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(ch)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return y + x  # expect: RES214 missing-activation-after-join


class TwoBlockNet(nn.Module):
    def __init__(self, nb_classes=6):
        super().__init__()
        self.stage1 = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.stage2 = nn.Sequential(IdentityBlock(64), IdentityBlock(64))
        self.stage3 = nn.Sequential(ConvBlock(64, 128), IdentityBlock(128))
        self.stage4 = nn.Sequential(ConvBlock(128, 256), IdentityBlock(256))
        self.fc = nn.Linear(256, nb_classes)

    def forward(self, x):
        x = self.stage4(self.stage3(self.stage2(self.stage1(x))))
        return self.fc(x.mean((2, 3)))
