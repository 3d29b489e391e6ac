"""Res2Net: hierarchical residual connections between slices inside one bottleneck."""
# input: 3x64x64
# target: Res2Net
import torch
from torch import nn


class SliceBottleneck(nn.Module):
    """The 3x3 works on slices; each slice adds the result of the slice before it.

    The block that opens a stage has no such additions and pools its last slice.
    """

    def __init__(self, cin, planes, stride=1, slices=4, opens_stage=False):
        super().__init__()
        cout = 4 * planes
        self.width = planes * 26 // 64
        self.opens_stage = opens_stage
        total = self.width * slices
        self.squeeze = nn.Sequential(nn.Conv2d(cin, total, 1, bias=False), nn.BatchNorm2d(total), nn.ReLU(inplace=True))
        self.steps = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(self.width, self.width, 3, stride, 1, bias=False),
                nn.BatchNorm2d(self.width), nn.ReLU(inplace=True))
            for _ in range(slices - 1))
        self.pool = nn.AvgPool2d(3, stride, padding=1) if opens_stage else nn.Identity()
        self.excite = nn.Sequential(nn.Conv2d(total, cout, 1, bias=False), nn.BatchNorm2d(cout))
        self.shortcut = nn.Identity()
        if opens_stage:
            self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        *parts, last = torch.split(self.squeeze(x), self.width, dim=1)
        done = []
        for part, step in zip(parts, self.steps):
            if done and not self.opens_stage:
                part = part + done[-1]
            done.append(step(part))
        done.append(self.pool(last))
        out = self.excite(torch.cat(done, dim=1))
        out += self.shortcut(x)
        return self.act(out)


class Res2Net(nn.Module):
    def __init__(self, depths=(2, 2, 1), classes=100):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        body, cin = [], 64
        for level, depth in enumerate(depths):
            planes = 64 * 2 ** level
            for k in range(depth):
                body.append(SliceBottleneck(cin, planes, 2 if level and k == 0 else 1, opens_stage=k == 0))
                cin = 4 * planes
        self.body = nn.Sequential(*body)
        self.fc = nn.Linear(cin, classes)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))
