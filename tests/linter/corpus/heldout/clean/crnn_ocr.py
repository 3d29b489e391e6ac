"""Text recognition: asymmetric strides, the map becomes a sequence for an LSTM; log-probabilities for CTC."""
# input: 1x32x128
# target: CRNN
# fixed-size: the height is 32 by design, the width is free
# other-input: 1x32x200
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, inplanes, planes, stride=(1, 1)):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != (1, 1) or inplanes != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        out += x if self.downsample is None else self.downsample(x)
        return F.relu(out, inplace=True)


class CRNN(nn.Module):
    def __init__(self, n_chars=37, hidden=64):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True))
        self.layers = nn.Sequential(
            BasicBlock(32, 32, (2, 2)), BasicBlock(32, 64, (2, 2)), BasicBlock(64, 128, (2, 1)), BasicBlock(128, 128, (2, 1)))
        self.squash = nn.Conv2d(128, 128, (2, 1), bias=False)
        self.squash_bn = nn.BatchNorm2d(128)
        self.rnn = nn.LSTM(128, hidden, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(2 * hidden, n_chars)

    def forward(self, x):
        x = self.layers(self.stem(x))
        x = F.relu(self.squash_bn(self.squash(x)))
        x = x.squeeze(2).permute(0, 2, 1)
        x, _ = self.rnn(x)
        return F.log_softmax(self.fc(x), dim=2)
