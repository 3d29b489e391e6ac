"""Int8 ResNet for a microcontroller, to be prepared with eager-mode quantization."""
# input: 1x32x32
# target: TinyQuant
import torch
import torch.nn as nn
from torch.ao.quantization import DeQuantStub, QuantStub


class QBlock(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        self.conv2 = nn.Sequential(nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.short = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if s > 1 or i != o else None
        self.relu = nn.ReLU()

    def forward(self, x):
        y = self.conv2(self.conv1(x))
        y += x if self.short is None else self.short(x)  # expect: RES316 quantized-sum
        return self.relu(y)


class TinyQuant(nn.Module):
    def __init__(self, k=12):
        super().__init__()
        self.quant, self.dequant = QuantStub(), DeQuantStub()
        self.net = nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), QBlock(8, 16, 2), QBlock(16, 32, 2))
        self.fc = nn.Linear(64, k)

    def forward(self, x):
        f = self.net(self.quant(x))
        f = torch.cat([f.mean((2, 3)), f.amax((2, 3))], 1)  # expect: RES316 quantized-sum
        return self.dequant(self.fc(f))
