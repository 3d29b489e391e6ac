"""3-D pre-activation net for CT: one norm for both pre-activations, and the shortcut added twice."""
# input: 1x16x48x48
# target: CTNet
import torch
import torch.nn as nn


class PreAct3d(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.norm = nn.BatchNorm3d(ch)
        self.conv1 = nn.Conv3d(ch, ch, 3, padding=1, bias=False)
        self.conv2 = nn.Conv3d(ch, ch, 3, padding=1, bias=False)

    def forward(self, x):
        y = self.conv1(torch.relu(self.norm(x)))
        y = self.conv2(torch.relu(self.norm(y)))  # expect: RES301 shared-norm
        y = y + x
        y += x  # expect: RES206 shortcut-added-twice
        return y


class CTNet(nn.Module):
    def __init__(self, classes=2, ch=24):
        super().__init__()
        self.first = nn.Conv3d(1, ch, 3, stride=2, padding=1, bias=False)
        self.blocks = nn.Sequential(PreAct3d(ch), PreAct3d(ch))
        self.last = nn.Sequential(nn.BatchNorm3d(ch), nn.ReLU(), nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(ch, classes))

    def forward(self, vol):
        return self.last(self.blocks(self.first(vol)))
