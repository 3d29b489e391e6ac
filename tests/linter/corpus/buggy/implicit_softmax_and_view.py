"""Line reader: residual stem, then a vote over the columns (first version of the lab)."""
# input: 1x32x96
# target: Reader
import torch.nn as nn
import torch.nn.functional as F


class Res(nn.Module):
    def __init__(self, c):
        super(Res, self).__init__()
        self.a = nn.Conv2d(c, c, 3, padding=1)
        self.b = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return F.relu(x + self.b(F.relu(self.a(x))))


class Reader(nn.Module):
    def __init__(self, letters=27):
        super(Reader, self).__init__()
        self.stem = nn.Conv2d(1, 40, 3, stride=2, padding=1)
        self.res1, self.res2 = Res(40), Res(40)
        self.letter = nn.Linear(40, letters)

    def forward(self, x):
        x = self.res2(self.res1(F.relu(self.stem(x))))
        x = F.max_pool2d(x, (16, 1)).squeeze(2)
        n, c, w = x.shape
        x = self.letter(x.view(n, w, c))  # expect: RES125 reshaped-for-transposed
        return F.softmax(x)  # expect: RES314 softmax-over-one ; allow: RES510
