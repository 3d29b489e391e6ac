"""LinkNet: transposed convolutions and added skips; sizes must be multiples of 16, as usual for it."""
# input: 3x64x64
# target: LinkNet
# other-input: 3x96x48
import torch.nn as nn
import torch.nn.functional as F
from functools import partial

nonlinearity = partial(F.relu, inplace=True)


class ResBlock(nn.Module):
    def __init__(self, m, n, s):
        super(ResBlock, self).__init__()
        self.c1 = nn.Conv2d(m, n, 3, s, 1, bias=False)
        self.b1 = nn.BatchNorm2d(n)
        self.c2 = nn.Conv2d(n, n, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(n)
        self.proj = s != 1 or m != n
        if self.proj:
            self.cp = nn.Conv2d(m, n, 1, s, bias=False)
            self.bp = nn.BatchNorm2d(n)

    def forward(self, x):
        y = nonlinearity(self.b1(self.c1(x)))
        y = self.b2(self.c2(y))
        r = self.bp(self.cp(x)) if self.proj else x
        return nonlinearity(y + r)


class DecoderBlock(nn.Module):
    def __init__(self, in_channels, n_filters):
        super(DecoderBlock, self).__init__()
        self.conv1 = nn.Conv2d(in_channels, in_channels // 4, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(in_channels // 4)
        self.deconv2 = nn.ConvTranspose2d(in_channels // 4, in_channels // 4, 3, stride=2, padding=1, output_padding=1,
                                          bias=False)
        self.norm2 = nn.BatchNorm2d(in_channels // 4)
        self.conv3 = nn.Conv2d(in_channels // 4, n_filters, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(n_filters)

    def forward(self, x):
        x = nonlinearity(self.norm1(self.conv1(x)))
        x = nonlinearity(self.norm2(self.deconv2(x)))
        x = nonlinearity(self.norm3(self.conv3(x)))
        return x


class LinkNet(nn.Module):
    def __init__(self, num_classes=2):
        super(LinkNet, self).__init__()
        self.firstconv = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.firstbn = nn.BatchNorm2d(64)
        self.encoder1 = ResBlock(64, 64, 1)
        self.encoder2 = ResBlock(64, 128, 2)
        self.encoder3 = ResBlock(128, 256, 2)
        self.decoder3 = DecoderBlock(256, 128)
        self.decoder2 = DecoderBlock(128, 64)
        self.decoder1 = DecoderBlock(64, 64)
        self.finaldeconv = nn.ConvTranspose2d(64, 32, 4, 2, 1)
        self.finalconv = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, x):
        x = nonlinearity(self.firstbn(self.firstconv(x)))
        x = F.max_pool2d(x, 3, 2, 1)
        e1 = self.encoder1(x)
        e2 = self.encoder2(e1)
        e3 = self.encoder3(e2)
        d3 = self.decoder3(e3) + e2
        d2 = self.decoder2(d3) + e1
        d1 = self.decoder1(d2)
        return self.finalconv(nonlinearity(self.finaldeconv(d1)))
