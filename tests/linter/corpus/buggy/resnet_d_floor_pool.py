"""ResNet-D shortcut pooled with floor rounding: fine at 64, fails when a map has an odd side."""
# input: 3x64x64
# target: ResNetVd
from torch import nn


class ConvBNLayer(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, act=None):
        super().__init__()
        self._conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, (kernel_size - 1) // 2, bias=False)
        self._batch_norm = nn.BatchNorm2d(out_channels)
        self._act = nn.ReLU(inplace=True) if act == "relu" else None

    def forward(self, inputs):
        y = self._batch_norm(self._conv(inputs))
        return y if self._act is None else self._act(y)


class BottleneckBlock(nn.Module):
    def __init__(self, in_channels, mid, stride, shortcut):
        super().__init__()
        self.conv0 = ConvBNLayer(in_channels, mid, 1, act="relu")
        self.conv1 = ConvBNLayer(mid, mid, 3, stride, act="relu")
        self.conv2 = ConvBNLayer(mid, mid * 4, 1)
        self.short = None
        if not shortcut:
            layers = []
            if stride > 1:
                layers.append(nn.AvgPool2d(2, 2))  # expect: RES106 odd-size-shortcut
            layers.append(ConvBNLayer(in_channels, mid * 4, 1))
            self.short = nn.Sequential(*layers)
        self.relu = nn.ReLU()

    def forward(self, inputs):
        y = self.conv2(self.conv1(self.conv0(inputs)))
        short = inputs if self.short is None else self.short(inputs)
        return self.relu(y + short)


class ResNetVd(nn.Module):
    def __init__(self, depth=(2, 2, 2), class_dim=1000):
        super().__init__()
        self.conv1_1 = ConvBNLayer(3, 32, 3, 2, act="relu")
        self.conv1_2 = ConvBNLayer(32, 32, 3, 1, act="relu")
        self.conv1_3 = ConvBNLayer(32, 64, 3, 1, act="relu")
        self.pool2d_max = nn.MaxPool2d(3, 2, 1)
        self.block_list = nn.ModuleList()
        cin = 64
        for s, n in enumerate(depth):
            for i in range(n):
                self.block_list.append(BottleneckBlock(cin, 64 << s, 2 if i == 0 and s != 0 else 1, i != 0))
                cin = (64 << s) * 4
        self.out = nn.Linear(cin, class_dim)

    def forward(self, inputs):
        y = self.conv1_3(self.conv1_2(self.conv1_1(inputs)))
        y = self.pool2d_max(y)
        for block in self.block_list:
            y = block(y)
        return self.out(y.mean((2, 3)))
