"""The pool before the squeeze was taken out, the index stayed."""
# input: 3x32x32
# target: Net
import torch.nn as nn
import torch.nn.functional as F


class B(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o)
        self.c2, self.n2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.p = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.n2(self.c2(F.relu(self.n1(self.c1(x))))) + self.p(x))


class Net(nn.Module):
    def __init__(self, k=5):
        super().__init__()
        self.b = nn.Sequential(B(3, 16, 2), B(16, 32, 2))
        self.f = nn.Linear(32, k)

    def forward(self, x):
        x = self.b(x)
        x = x[:, :, 0, 0]  # expect: RES127 corner-pixel
        return self.f(x)
