"""Wide residual network whose drop_rate is accepted and never read."""
# input: 3x32x32
# target: wrn_10_2
import torch.nn as nn
import torch.nn.functional as F


class WideBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.n1 = nn.BatchNorm2d(cin)
        self.c1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.n2 = nn.BatchNorm2d(cout)
        self.c2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.cs = nn.Conv2d(cin, cout, 1, stride, bias=False) if cin != cout else None

    def forward(self, x):
        h = F.relu(self.n1(x))
        s = x if self.cs is None else self.cs(h)
        h = self.c2(F.relu(self.n2(self.c1(h))))
        return h + s


class WideResNet(nn.Module):
    def __init__(
        self,
        depth=10,
        k=2,
        num_classes=10,
        drop_rate=0.3,  # expect: RES504 unused-argument
    ):
        super().__init__()
        n = (depth - 4) // 6
        self.stem = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        groups, cin = [], 16
        for g in range(3):
            cout = 16 * k * 2 ** g
            for b in range(n):
                groups.append(WideBlock(cin, cout, 2 if g > 0 and b == 0 else 1))
                cin = cout
        self.groups = nn.Sequential(*groups)
        self.norm = nn.BatchNorm2d(cin)
        self.fc = nn.Linear(cin, num_classes)

    def forward(self, x):
        x = self.groups(self.stem(x))
        x = F.relu(self.norm(x))
        return self.fc(x.mean((2, 3)))


def wrn_10_2():
    return WideResNet(depth=10, k=2)
