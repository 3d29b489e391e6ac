"""Encoder and decoder whose transposed convolution ends a pixel short of the skip connection."""
# input: 1x61x61
# target: Restorer
import torch.nn as nn


class Down(nn.Module):
    def __init__(self, cin, cout):
        super(Down, self).__init__()
        self.conv = nn.Conv2d(cin, cout, kernel_size=3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(cout)
        self.act = nn.LeakyReLU(0.1)

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))


class Up(nn.Module):
    def __init__(self, cin, cout):
        super(Up, self).__init__()
        self.up = nn.ConvTranspose2d(cin, cout, kernel_size=2, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(cout)
        self.act = nn.LeakyReLU(0.1)

    def forward(self, x, skip):
        x = self.norm(self.up(x))  # expect: RES109 upsampled-size
        return self.act(x + skip)  # expect-also: RES109


class Restorer(nn.Module):
    def __init__(self, width=24):
        super(Restorer, self).__init__()
        self.d0 = Down(1, width)
        self.d1 = Down(width, 2 * width)
        self.d2 = Down(2 * width, 4 * width)
        self.u1 = Up(4 * width, 2 * width)
        self.u0 = Up(2 * width, width)
        self.out = nn.Sequential(nn.Upsample(size=(61, 61)), nn.Conv2d(width, 1, 3, padding=1))

    def forward(self, noisy):
        a = self.d0(noisy)
        b = self.d1(a)
        c = self.d2(b)
        y = self.u1(c, b)
        y = self.u0(y, a)
        return self.out(y)
