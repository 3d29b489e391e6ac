"""Stacked hourglass: recursive modules, skip branches at each depth, intermediate predictions fed back."""
# input: 3x64x64
# target: StackedHourglass
import torch.nn as nn
import torch.nn.functional as F


class Conv(nn.Module):
    def __init__(self, inp_dim, out_dim, kernel_size=3, stride=1, bn=False, relu=True):
        super(Conv, self).__init__()
        self.conv = nn.Conv2d(inp_dim, out_dim, kernel_size, stride, padding=(kernel_size - 1) // 2, bias=not bn)
        self.relu = nn.ReLU() if relu else None
        self.bn = nn.BatchNorm2d(out_dim) if bn else None

    def forward(self, x):
        x = self.conv(x)
        if self.bn is not None:
            x = self.bn(x)
        if self.relu is not None:
            x = self.relu(x)
        return x


class Residual(nn.Module):
    def __init__(self, inp_dim, out_dim):
        super(Residual, self).__init__()
        self.relu = nn.ReLU()
        self.bn1 = nn.BatchNorm2d(inp_dim)
        self.conv1 = nn.Conv2d(inp_dim, out_dim // 2, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_dim // 2)
        self.conv2 = nn.Conv2d(out_dim // 2, out_dim // 2, 3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_dim // 2)
        self.conv3 = nn.Conv2d(out_dim // 2, out_dim, 1)
        self.skip_layer = None if inp_dim == out_dim else nn.Conv2d(inp_dim, out_dim, 1)

    def forward(self, x):
        residual = x if self.skip_layer is None else self.skip_layer(x)
        out = self.conv1(self.relu(self.bn1(x)))
        out = self.conv2(self.relu(self.bn2(out)))
        out = self.conv3(self.relu(self.bn3(out)))
        out += residual
        return out


class Hourglass(nn.Module):
    def __init__(self, n, f, increase=0):
        super(Hourglass, self).__init__()
        nf = f + increase
        self.up1 = Residual(f, f)
        self.pool1 = nn.MaxPool2d(2, 2)
        self.low1 = Residual(f, nf)
        self.low2 = Hourglass(n - 1, nf) if n > 1 else Residual(nf, nf)
        self.low3 = Residual(nf, f)

    def forward(self, x):
        up1 = self.up1(x)
        low = self.low3(self.low2(self.low1(self.pool1(x))))
        up2 = F.interpolate(low, size=up1.shape[2:], mode='nearest')
        return up1 + up2


class StackedHourglass(nn.Module):
    def __init__(self, nstack=2, dim=64, oup_dim=16):
        super(StackedHourglass, self).__init__()
        self.nstack = nstack
        self.pre = nn.Sequential(
            Conv(3, 32, 7, 2, bn=True), Residual(32, 48), nn.MaxPool2d(2, 2), Residual(48, dim))
        self.hgs = nn.ModuleList([Hourglass(2, dim, 16) for _ in range(nstack)])
        self.features = nn.ModuleList([
            nn.Sequential(Residual(dim, dim), Conv(dim, dim, 1, bn=True)) for _ in range(nstack)])
        self.outs = nn.ModuleList([Conv(dim, oup_dim, 1, relu=False) for _ in range(nstack)])
        self.merge_features = nn.ModuleList([Conv(dim, dim, 1, relu=False) for _ in range(nstack - 1)])
        self.merge_preds = nn.ModuleList([Conv(oup_dim, dim, 1, relu=False) for _ in range(nstack - 1)])

    def forward(self, imgs):
        x = self.pre(imgs)
        preds_all = []
        for i in range(self.nstack):
            feature = self.features[i](self.hgs[i](x))
            preds = self.outs[i](feature)
            preds_all.append(preds)
            if i < self.nstack - 1:
                x = x + self.merge_preds[i](preds) + self.merge_features[i](feature)
        return preds_all
