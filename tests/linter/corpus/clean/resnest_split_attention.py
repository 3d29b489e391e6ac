"""ResNeSt-like bottlenecks with split attention (radix 2) and pooled downsampling on both paths."""
# input: 3x64x64
# target: resnest_tiny
import torch
from torch import nn
from torch.nn import functional as F


class SplitAttention(nn.Module):
    """One grouped convolution makes ``radix`` maps; a softmax over them weights each channel."""

    def __init__(self, width, radix=2):
        super().__init__()
        self.radix = radix
        hidden = max(width * radix // 4, 32)
        self.conv = nn.Conv2d(width, width * radix, 3, padding=1, groups=radix, bias=False)
        self.norm = nn.BatchNorm2d(width * radix)
        self.ask = nn.Conv2d(width, hidden, 1, bias=False)
        self.ask_norm = nn.BatchNorm2d(hidden)
        self.answer = nn.Conv2d(hidden, width * radix, 1)

    def forward(self, x):
        maps = F.relu(self.norm(self.conv(x)))
        n, c, h, w = maps.shape
        maps = maps.view(n, self.radix, c // self.radix, h, w)
        pooled = maps.sum(dim=1).mean((2, 3), keepdim=True)
        answer = self.answer(F.relu(self.ask_norm(self.ask(pooled))))
        weights = F.softmax(answer.view(n, self.radix, -1, 1, 1), dim=1)
        return (maps * weights).sum(dim=1)


class SplitBottleneck(nn.Module):
    expansion = 4

    def __init__(self, cin, planes, stride=1):
        super().__init__()
        cout = planes * self.expansion
        self.reduce = nn.Sequential(nn.Conv2d(cin, planes, 1, bias=False), nn.BatchNorm2d(planes), nn.ReLU(inplace=True))
        self.attend = SplitAttention(planes)
        self.shrink = nn.AvgPool2d(3, stride, padding=1) if stride > 1 else nn.Identity()
        self.expand = nn.Sequential(nn.Conv2d(planes, cout, 1, bias=False), nn.BatchNorm2d(cout))
        side = [nn.AvgPool2d(stride, ceil_mode=True, count_include_pad=False)] if stride > 1 else []
        if cin != cout:
            side += [nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout)]
        self.side = nn.Sequential(*side)

    def forward(self, x):
        out = self.expand(self.shrink(self.attend(self.reduce(x))))
        return F.relu(out + self.side(x))


class ResNeSt(nn.Module):
    def __init__(self, depths, stem_width=32, num_classes=1000):
        super().__init__()
        s = stem_width
        self.stem = nn.Sequential(
            nn.Conv2d(3, s, 3, 2, 1, bias=False), nn.BatchNorm2d(s), nn.ReLU(inplace=True),
            nn.Conv2d(s, s, 3, 1, 1, bias=False), nn.BatchNorm2d(s), nn.ReLU(inplace=True),
            nn.Conv2d(s, 2 * s, 3, 1, 1, bias=False))
        self.stem_norm = nn.BatchNorm2d(2 * s)
        blocks, cin = [], 2 * s
        for level, depth in enumerate(depths):
            for k in range(depth):
                blocks.append(SplitBottleneck(cin, 64 << level, 2 if level and not k else 1))
                cin = (64 << level) * SplitBottleneck.expansion
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(cin, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.stem_norm(self.stem(x))), 3, 2, 1)
        return self.fc(torch.mean(self.blocks(x), dim=(2, 3)))


def resnest_tiny(**options):
    return ResNeSt([1, 2, 1], **options)
