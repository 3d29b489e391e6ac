"""ResNet-like encoder in a list: stride for each block, a projection where none is needed, a fixed head."""
# input: 3x128x128
# target: Encoder
from torch import nn
import torch


class B(nn.Module):
    def __init__(self, i, o, s, project):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o)
        self.c2, self.n2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.p = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if project else nn.Identity()  # expect: RES210 needless-projection

    def forward(self, x):
        y = self.n2(self.c2(torch.relu(self.n1(self.c1(x)))))
        return torch.relu(y + self.p(x))


def stage(i, o, n, s, project=True):
    blocks = []
    for k in range(n):
        blocks.append(B(i if k == 0 else o, o, s, project))  # expect: RES508 stride-in-every-block; expect-also: RES210
    return nn.Sequential(*blocks)


class Encoder(nn.Module):
    def __init__(self, out=64):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.s1 = stage(32, 32, 3, 1)
        self.s2 = stage(32, 64, 2, 2)
        self.s3 = stage(64, 128, 2, 2)
        self.fc = nn.Linear(128 * 8 * 8, out)  # expect: RES509 fixed-size-head

    def forward(self, x):
        x = self.s3(self.s2(self.s1(self.stem(x))))
        return self.fc(x.flatten(1))
