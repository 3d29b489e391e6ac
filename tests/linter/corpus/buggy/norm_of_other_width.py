"""Residual auto-tagger on spectrograms: a norm layer kept the width of the layer before."""
# input: 1x64x96
# target: TaggerNet
import torch.nn as nn
import torch.nn.functional as F


class AudioRes(nn.Module):
    def __init__(self, nin, nout, stride=1):
        super(AudioRes, self).__init__()
        self.conv_1 = nn.Conv2d(nin, nout, 3, stride=stride, padding=1, bias=False)
        self.bn_1 = nn.BatchNorm2d(nout)
        self.conv_2 = nn.Conv2d(nout, nout, 3, padding=1, bias=False)
        self.bn_2 = nn.BatchNorm2d(nin)  # expect: RES110 width-mismatch
        self.diff = stride != 1 or nin != nout
        if self.diff:
            self.conv_3 = nn.Conv2d(nin, nout, 1, stride=stride, bias=False)
            self.bn_3 = nn.BatchNorm2d(nout)

    def forward(self, x):
        out = F.relu(self.bn_1(self.conv_1(x)))
        out = self.bn_2(self.conv_2(out))
        if self.diff:
            x = self.bn_3(self.conv_3(x))
        out = x + out
        return F.relu(out)


class TaggerNet(nn.Module):
    def __init__(self, n_tags=50):
        super(TaggerNet, self).__init__()
        self.layer0 = AudioRes(1, 64, 2)
        self.layer1 = AudioRes(64, 64, 1)
        self.layer2 = AudioRes(64, 128, 2)
        self.layer3 = AudioRes(128, 256, 2)
        self.fc = nn.Linear(256, n_tags)

    def forward(self, spec):
        x = self.layer0(spec)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = F.adaptive_max_pool2d(x, 1).squeeze(3).squeeze(2)
        return self.fc(x)
