"""R(2+1)D video ResNet: each 3-D convolution is factorized into space, then time."""
# input: 3x8x56x56
# target: r2plus1d
from torch import nn


def space_time(cin, cout, stride=1):
    """As many parameters as a full 3x3x3 kernel would have."""
    middle = 27 * cin * cout // (9 * cin + 3 * cout)
    return nn.Sequential(
        nn.Conv3d(cin, middle, (1, 3, 3), (1, stride, stride), (0, 1, 1), bias=False),
        nn.BatchNorm3d(middle),
        nn.ReLU(inplace=True),
        nn.Conv3d(middle, cout, (3, 1, 1), (stride, 1, 1), (1, 0, 0), bias=False),
        nn.BatchNorm3d(cout),
    )


class ClipBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.one = space_time(cin, cout, stride)
        self.two = space_time(cout, cout)
        self.act = nn.ReLU(inplace=True)
        self.match = None
        if stride > 1 or cin != cout:
            self.match = nn.Sequential(nn.Conv3d(cin, cout, 1, stride, bias=False), nn.BatchNorm3d(cout))

    def forward(self, clip):
        y = self.two(self.act(self.one(clip)))
        y += clip if self.match is None else self.match(clip)
        return self.act(y)


class ClipNet(nn.Module):
    def __init__(self, actions):
        super().__init__()
        self.entry = nn.Sequential(
            nn.Conv3d(3, 45, (1, 7, 7), (1, 2, 2), (0, 3, 3), bias=False), nn.BatchNorm3d(45), nn.ReLU(inplace=True),
            nn.Conv3d(45, 64, (3, 1, 1), padding=(1, 0, 0), bias=False), nn.BatchNorm3d(64), nn.ReLU(inplace=True))
        self.blocks = nn.Sequential(ClipBlock(64, 64), ClipBlock(64, 128, 2), ClipBlock(128, 256, 2))
        self.pool = nn.AdaptiveAvgPool3d(1)
        self.scores = nn.Linear(256, actions)

    def forward(self, clip):
        return self.scores(self.pool(self.blocks(self.entry(clip))).flatten(1))


def r2plus1d(actions=101):
    return ClipNet(actions)
