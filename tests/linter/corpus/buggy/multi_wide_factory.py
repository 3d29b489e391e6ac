"""Factory with a table of variants: a stage loop that hands on its stride, and a hard-coded class count."""
# input: 3x64x64
# target: create
# args: name='small', n_classes=7
from torch import nn

CONFIGS = {
    'small': dict(widths=(32, 64, 128), depths=(2, 2, 2)),
    'large': dict(widths=(64, 128, 256), depths=(3, 4, 3)),
}


class Res(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(cout)
        self.act = nn.ReLU()
        self.proj = nn.Identity() if cin == cout and stride == 1 else nn.Sequential(
            nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.act(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return self.act(y + self.proj(x))


class Network(nn.Module):
    def __init__(self, widths, depths, n_classes):  # expect-also: RES505
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        layers = []
        channels = widths[0]
        for level, (width, depth) in enumerate(zip(widths, depths)):
            stride = 2 if level > 0 else 1
            for _ in range(depth):
                layers.append(Res(channels, width, stride))  # expect: RES508 stride-in-every-block
                channels = width
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(channels, 1000)  # expect: RES505 class-count-ignored

    def forward(self, x):
        return self.head(self.layers(self.stem(x)).mean(dim=(2, 3)))


def create(name, n_classes=1000):
    return Network(**CONFIGS[name], n_classes=n_classes)
