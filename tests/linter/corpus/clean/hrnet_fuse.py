"""HRNet-like parallel branches: each output sums all resolutions."""
# input: 3x64x64
# target: HRNetTiny
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + x)


class Exchange(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.branches = nn.ModuleList(nn.Sequential(BasicBlock(w), BasicBlock(w)) for w in widths)
        self.fuse_layers = nn.ModuleList()
        for i, target in enumerate(widths):
            row = nn.ModuleList()
            for j, source in enumerate(widths):
                if j > i:
                    row.append(nn.Sequential(nn.Conv2d(source, target, 1, bias=False), nn.BatchNorm2d(target)))
                elif j == i:
                    row.append(nn.Identity())
                else:
                    steps = []
                    for k in range(i - j):
                        last = k == i - j - 1
                        steps += [nn.Conv2d(source, target if last else source, 3, 2, 1, bias=False),
                                  nn.BatchNorm2d(target if last else source)]
                        if not last:
                            steps.append(nn.ReLU(inplace=False))
                    row.append(nn.Sequential(*steps))
            self.fuse_layers.append(row)

    def forward(self, xs):
        xs = [branch(x) for branch, x in zip(self.branches, xs)]
        outs = []
        for i, row in enumerate(self.fuse_layers):
            y = 0
            for j, layer in enumerate(row):
                z = layer(xs[j])
                if j > i:
                    z = F.interpolate(z, size=xs[i].shape[2:], mode='bilinear', align_corners=False)
                y = y + z
            outs.append(F.relu(y))
        return outs


class HRNetTiny(nn.Module):
    def __init__(self, joints=17):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
            nn.Conv2d(64, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(True))
        self.to64 = nn.Sequential(nn.Conv2d(32, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True))
        self.to128 = nn.Sequential(nn.Conv2d(64, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(True))
        self.exchange = Exchange((32, 64, 128))
        self.final_layers = nn.ModuleList(nn.Conv2d(w, joints, 1) for w in (32, 64, 128))

    def forward(self, x):
        a = self.stem(x)
        b = self.to64(a)
        c = self.to128(b)
        ys = self.exchange([a, b, c])
        return [layer(y) for layer, y in zip(self.final_layers, ys)]
