"""Stacked hourglass with predictions fed back, then an exchange of two resolutions."""
# input: 3x128x128
# target: PoseNet
# other-input: 3x192x192
import torch
import torch.nn as nn
import torch.nn.functional as F


def cbr(i, o, k=3, s=1, relu=True):
    m = [nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o)]
    return nn.Sequential(*m, nn.ReLU(inplace=True)) if relu else nn.Sequential(*m)


class Residual(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Sequential(
            nn.BatchNorm2d(i), nn.ReLU(), nn.Conv2d(i, o // 2, 1, bias=False), nn.BatchNorm2d(o // 2), nn.ReLU(),
            nn.Conv2d(o // 2, o // 2, 3, padding=1, bias=False), nn.BatchNorm2d(o // 2), nn.ReLU(), nn.Conv2d(o // 2, o, 1),
        )
        self.skip = nn.Identity() if i == o else nn.Conv2d(i, o, 1)

    def forward(self, x):
        return self.conv(x) + self.skip(x)


class Hourglass(nn.Module):
    def __init__(self, depth, c):
        super().__init__()
        self.up = Residual(c, c)
        self.low1 = Residual(c, c)
        self.low2 = Hourglass(depth - 1, c) if depth > 1 else Residual(c, c)
        self.low3 = Residual(c, c)

    def forward(self, x):
        up = self.up(x)
        low = F.max_pool2d(x, 2)
        low = self.low3(self.low2(self.low1(low)))
        return up + F.interpolate(low, scale_factor=2, mode="nearest")


class Exchange(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.hi = cbr(c, c, relu=False)
        self.lo = cbr(c, 2 * c, s=2, relu=False)
        self.hi2lo = cbr(c, 2 * c, s=2, relu=False)
        self.lo2hi = cbr(2 * c, c, k=1, relu=False)

    def forward(self, x):
        hi, lo = torch.relu(self.hi(x)), torch.relu(self.lo(x))
        fused_hi = torch.relu(hi + F.interpolate(self.lo2hi(lo), size=hi.shape[2:], mode="bilinear", align_corners=False))
        fused_lo = torch.relu(lo + self.hi2lo(hi))
        return fused_hi, fused_lo


class PoseNet(nn.Module):
    def __init__(self, stacks=2, c=64, joints=16):
        super().__init__()
        self.stem = nn.Sequential(cbr(3, 32, 7, 2), Residual(32, 64), nn.MaxPool2d(2), Residual(64, c))
        self.hgs = nn.ModuleList(nn.Sequential(Hourglass(3, c), Residual(c, c), cbr(c, c, 1)) for _ in range(stacks))
        self.preds = nn.ModuleList(nn.Conv2d(c, joints, 1) for _ in range(stacks))
        self.merge_f = nn.ModuleList(nn.Conv2d(c, c, 1) for _ in range(stacks - 1))
        self.merge_p = nn.ModuleList(nn.Conv2d(joints, c, 1) for _ in range(stacks - 1))
        self.exchange = Exchange(c)
        self.refine = nn.Conv2d(3 * c, joints, 1)

    def forward(self, img):
        x = self.stem(img)
        outs = []
        for i, (hg, pred) in enumerate(zip(self.hgs, self.preds)):
            f = hg(x)
            p = pred(f)
            outs.append(p)
            if i < len(self.merge_f):
                x = x + self.merge_p[i](p) + self.merge_f[i](f)
        hi, lo = self.exchange(f)
        lo = F.interpolate(lo, size=hi.shape[2:], mode="nearest")
        outs.append(self.refine(torch.cat((hi, lo), 1)))
        return outs
