"""CSP stages in YOLO style: the neck switches the shortcuts off on purpose."""
# input: 3x64x64
# target: TinyYolo
# other-input: 3x128x128
import torch
import torch.nn as nn


class Conv(nn.Module):
    def __init__(self, c1, c2, k=1, s=1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, k // 2, bias=False)
        self.bn = nn.BatchNorm2d(c2)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Bottleneck(nn.Module):
    def __init__(self, c1, c2, shortcut=True, e=0.5):
        super().__init__()
        c_ = int(c2 * e)
        self.cv1 = Conv(c1, c_, 1)
        self.cv2 = Conv(c_, c2, 3)
        self.add = shortcut and c1 == c2

    def forward(self, x):
        return x + self.cv2(self.cv1(x)) if self.add else self.cv2(self.cv1(x))


class C3(nn.Module):
    def __init__(self, c1, c2, n=1, shortcut=True, e=0.5):
        super().__init__()
        c_ = int(c2 * e)
        self.cv1 = Conv(c1, c_)
        self.cv2 = Conv(c1, c_)
        self.cv3 = Conv(2 * c_, c2)
        self.m = nn.Sequential(*(Bottleneck(c_, c_, shortcut, e=1.0) for _ in range(n)))

    def forward(self, x):
        return self.cv3(torch.cat((self.m(self.cv1(x)), self.cv2(x)), 1))


class TinyYolo(nn.Module):
    def __init__(self, nc=3):
        super().__init__()
        self.stem = nn.Sequential(Conv(3, 16, 3, 2), Conv(16, 32, 3, 2))
        self.s3 = nn.Sequential(C3(32, 32, 2), Conv(32, 64, 3, 2))
        self.s4 = C3(64, 64, 2)
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.neck = C3(96, 64, 1, shortcut=False)
        self.detect = nn.Conv2d(64, 3 * (5 + nc), 1)

    def forward(self, x):
        p2 = self.stem(x)
        p3 = self.s4(self.s3(p2))
        return self.detect(self.neck(torch.cat((self.up(p3), p2), 1)))
