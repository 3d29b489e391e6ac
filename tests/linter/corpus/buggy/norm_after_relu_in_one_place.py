"""Five places use conv-norm-relu, one uses conv-relu-norm."""
# input: 3x64x64
# target: OrderNet
import torch
import torch.nn as nn


class Bottle(nn.Module):
    def __init__(self, cin, mid, cout, s=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, mid, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(mid)
        self.conv2 = nn.Conv2d(mid, mid, 3, s, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(mid)
        self.conv3 = nn.Conv2d(mid, cout, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(cout)
        self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, s, bias=False), nn.BatchNorm2d(cout)) if cin != cout else None

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(torch.relu(self.conv2(y)))  # expect: RES307 norm-after-activation
        y = self.bn3(self.conv3(y))
        r = x if self.down is None else self.down(x)
        return torch.relu(y + r)


class OrderNet(nn.Module):
    def __init__(self, n=30):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.layers = nn.ModuleList([Bottle(64, 64, 256), Bottle(256, 64, 256), Bottle(256, 128, 512, 2)])
        self.fc = nn.Linear(512, n)

    def forward(self, x):
        x = self.pool(torch.relu(self.bn(self.conv(x))))
        for layer in self.layers:
            x = layer(x)
        return self.fc(x.mean(dim=(2, 3)))
