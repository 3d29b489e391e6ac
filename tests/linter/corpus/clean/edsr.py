"""EDSR: super-resolution without normalization; nothing follows the additions, branches are scaled, one ReLU object for all."""
# input: 3x24x24
# target: Enhancer
import torch.nn as nn


def conv3(a, b):
    return nn.Conv2d(a, b, 3, padding=1)


class ScaledBlock(nn.Module):
    def __init__(self, feats, relu, scale):
        super(ScaledBlock, self).__init__()
        self.branch = nn.Sequential(conv3(feats, feats), relu, conv3(feats, feats))
        self.scale = scale

    def forward(self, x):
        y = self.branch(x).mul(self.scale)
        y += x
        return y


class Enhancer(nn.Module):
    def __init__(self, blocks=4, feats=64, doublings=2):
        super(Enhancer, self).__init__()
        relu = nn.ReLU(True)
        self.head = conv3(3, feats)
        trunk = [ScaledBlock(feats, relu, scale=0.1) for _ in range(blocks)]
        self.trunk = nn.Sequential(*trunk, conv3(feats, feats))
        tail = []
        for _ in range(doublings):
            tail += [conv3(feats, 4 * feats), nn.PixelShuffle(2)]
        tail.append(conv3(feats, 3))
        self.tail = nn.Sequential(*tail)

    def forward(self, low):
        shallow = self.head(low)
        deep = self.trunk(shallow)
        deep += shallow
        return self.tail(deep)
