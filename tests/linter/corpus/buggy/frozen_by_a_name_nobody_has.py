"""A detector's backbone whose first layers are frozen, as in the paper."""
# input: 3x64x64
# target: Backbone
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.skip = nn.Sequential()
        if stride != 1 or cin != cout:
            self.skip = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return F.relu(h + self.skip(x))


class Backbone(nn.Module):
    def __init__(self, freeze=True):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True))
        self.stage1 = Block(16, 32, 2)
        self.stage2 = Block(32, 64, 2)
        if freeze:
            for name, parameter in self.named_parameters():
                if name.startswith(('conv1', 'layer1')):  # expect: RES603 selects-nothing
                    parameter.requires_grad = False

    def forward(self, x):
        c2 = self.stage1(self.stem(x))
        return c2, self.stage2(c2)
