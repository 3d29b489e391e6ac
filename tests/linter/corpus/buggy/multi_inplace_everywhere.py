"""In-place everything: the gradient fails and the shortcut is not what it seems."""
# input: 3x32x32
# target: InplaceNet
import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.conv1 = nn.Conv2d(ch, ch, 3, padding=1)
        self.conv2 = nn.Conv2d(ch, ch, 3, padding=1)
        self.act = nn.ELU(inplace=True)  # expect-also: RES201

    def forward(self, x):
        out = self.act(x)  # expect: RES201 shortcut-changed-in-place
        out = self.act(self.conv1(out))
        out = self.conv2(out)
        return x + 0.1 * out


class InplaceNet(nn.Module):
    def __init__(self, ch=64, n=3, classes=10):
        super().__init__()
        self.inc = nn.Conv2d(3, ch, 3, padding=1)
        self.blocks = nn.Sequential(*[Block(ch) for _ in range(n)])
        self.attend = nn.Conv2d(ch, 1, 1)
        self.fc = nn.Linear(ch, classes)

    def forward(self, x):
        x = torch.relu(self.blocks(self.inc(x)))
        weights = torch.sigmoid(self.attend(x))
        x.mul_(weights)  # expect: RES401 overwritten-before-backward
        return self.fc(x.mean((2, 3)))
