"""Option-A shortcut that pads a quarter of the channels on one side only: 24 of 32 channels."""
# input: 3x32x32
# target: OptionANet
import torch.nn as nn
import torch.nn.functional as F


class PadBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.cin, self.cout, self.stride = cin, cout, stride
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)

    def shortcut(self, x):
        if self.stride == 1 and self.cin == self.cout:
            return x
        x = x[:, :, ::self.stride, ::self.stride]
        return F.pad(x, (0, 0, 0, 0, 0, (self.cout - self.cin) // 2))  # expect: RES103|RES108 projection-width

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.shortcut(x))  # expect-also: RES108


class OptionANet(nn.Module):
    def __init__(self, n=2, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        blocks, cin = [], 16
        for cout in (16, 32, 64):
            for i in range(n):
                blocks.append(PadBlock(cin, cout, 2 if i == 0 and cout > 16 else 1))
                cin = cout
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        return self.fc(self.blocks(x).mean([2, 3]))
