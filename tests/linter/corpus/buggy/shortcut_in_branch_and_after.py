"""V-Net-like 3-D block: the input is added before the last norm and once more after the loop."""
# input: 1x16x32x32
# target: VoxNet
import torch
import torch.nn as nn


class VBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv_a = nn.Conv3d(ch, ch, 3, padding=1, bias=False)
        self.norm_a = nn.BatchNorm3d(ch)
        self.conv_b = nn.Conv3d(ch, ch, 3, padding=1, bias=False)
        self.norm_b = nn.BatchNorm3d(ch)
        self.act = nn.ReLU()

    def forward(self, inputs):
        x = self.act(self.norm_a(self.conv_a(inputs)))
        x = self.norm_b(self.conv_b(x))
        x = x + inputs
        x = torch.add(x, inputs)  # expect: RES206 shortcut-added-twice
        return self.act(x)


class VoxNet(nn.Module):
    def __init__(self, n_classes=2):
        super().__init__()
        self.inc = nn.Sequential(nn.Conv3d(1, 16, 3, padding=1, bias=False), nn.BatchNorm3d(16), nn.ReLU())
        self.v1 = VBlock(16)
        self.down = nn.Sequential(nn.Conv3d(16, 32, 2, stride=2, bias=False), nn.BatchNorm3d(32), nn.ReLU())
        self.v2 = VBlock(32)
        self.out = nn.Conv3d(32, n_classes, 1)

    def forward(self, vol):
        return self.out(self.v2(self.down(self.v1(self.inc(vol)))))
