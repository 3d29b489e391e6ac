"""CRNN-like reader: the reshape to a sequence assumes two rows where four are left."""
# input: 1x32x128
# target: PlateReader
from torch import nn
import torch.nn.functional as F


class PlainRes(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.short = nn.Conv2d(cin, cout, 1, stride, bias=False)
        self.short_bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.short_bn(self.short(x)))


class PlateReader(nn.Module):
    def __init__(self, n_chars=68):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.layer1 = PlainRes(32, 64, (2, 1))
        self.layer2 = PlainRes(64, 128, (2, 1))
        self.proj = nn.Linear(128 * 2, 128)
        self.classes = nn.Linear(128, n_chars)

    def forward(self, x):
        x = self.layer2(self.layer1(self.stem(x)))
        n, c, _, w = x.shape
        x = x.permute(0, 3, 1, 2).reshape(n, w, c * 2)  # expect: RES113 reshape-fails
        x = F.relu(self.proj(x))
        return self.classes(x)
