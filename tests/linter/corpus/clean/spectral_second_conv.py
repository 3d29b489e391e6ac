"""Translation blocks whose second convolution has a spectral norm where the first has a batch norm."""
# input: 3x32x32
# target: Translate
from torch import nn
from torch.nn.utils import spectral_norm


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3, bias=False), nn.BatchNorm2d(c), nn.ReLU(True),
            nn.ReflectionPad2d(1), spectral_norm(nn.Conv2d(c, c, 3)))

    def forward(self, x):
        return x + self.body(x)


class Merge(nn.Module):
    """Two stacks, one behind the other; between them 1x1 convolutions on both ways, as between hourglasses."""

    def __init__(self, c):
        super().__init__()
        self.one, self.two = nn.Sequential(Block(c), Block(c)), Block(c)
        self.seen, self.kept = nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 1)

    def forward(self, x):
        return self.two(self.kept(x) + self.seen(self.one(x)))


class Translate(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.head, self.merge, self.tail = nn.Conv2d(3, c, 7, padding=3), Merge(c), nn.Conv2d(c, 3, 7, padding=3)

    def forward(self, x):
        return self.tail(self.merge(self.head(x)).relu()).tanh()
