"""Integer-friendly net: the block clamps its input in place and adds it afterwards."""
# input: 3x64x64
# target: QuantNet
import torch
import torch.nn as nn


class QBlock(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.dw = nn.Conv2d(ch, ch, 3, padding=1)
        self.pw = nn.Conv2d(ch, ch, 3, padding=1)

    def forward(self, x):
        t = x.clamp_(0, 6)  # expect: RES201 shortcut-changed-in-place
        t = self.dw(t).clamp(0, 6)
        t = self.pw(t)
        return torch.add(x, t)


class QuantNet(nn.Module):
    def __init__(self, classes=10, ch=48):
        super().__init__()
        self.stem = nn.Conv2d(3, ch, 3, stride=2, padding=1)
        self.b = nn.ModuleList(QBlock(ch) for _ in range(3))
        self.fc = nn.Linear(ch, classes)

    def forward(self, x):
        x = self.stem(x)
        for b in self.b:
            x = b(x)
        x = torch.clamp(x, 0, 6)
        return self.fc(x.mean(dim=(2, 3)))
