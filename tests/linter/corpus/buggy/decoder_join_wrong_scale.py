"""Additive U-Net on a residual encoder: the decoder joins the features of another level."""
# input: 3x64x64
# target: AddUNet
import torch.nn as nn
import torch.nn.functional as F


class Res(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.sc = nn.Identity()
        if stride != 1 or cin != cout:
            self.sc = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.sc(x))


class AddUNet(nn.Module):
    def __init__(self, out_ch=1, w=64):
        super().__init__()
        self.e1 = Res(3, w)
        self.e2 = Res(w, w, 2)
        self.e3 = Res(w, w, 2)
        self.u2 = nn.ConvTranspose2d(w, w, 2, 2)
        self.d2 = Res(w, w)
        self.u1 = nn.ConvTranspose2d(w, w, 2, 2)
        self.d1 = Res(w, w)
        self.out = nn.Conv2d(w, out_ch, 1)

    def forward(self, x):
        e1 = self.e1(x)
        e2 = self.e2(e1)
        e3 = self.e3(e2)
        d2 = self.d2(self.u2(e3) + e1)  # expect: RES108 join-shape-mismatch
        d1 = self.d1(self.u1(d2) + e1)
        return self.out(d1)
