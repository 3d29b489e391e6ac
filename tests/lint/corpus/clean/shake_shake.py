"""Shake-Shake ResNet (Gastaldi 2017): two branches with random weights, a two-path projection."""
# input: 3x32x32
# target: ShakeResNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class ShakeShake(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x1, x2, training):
        ctx.training = training
        if training:
            alpha = torch.rand(x1.size(0), 1, 1, 1, device=x1.device)
        else:
            alpha = torch.full((x1.size(0), 1, 1, 1), 0.5, device=x1.device)
        return alpha * x1 + (1 - alpha) * x2

    @staticmethod
    def backward(ctx, grad):
        beta = torch.rand(grad.size(0), 1, 1, 1, device=grad.device)
        return beta * grad, (1 - beta) * grad, None


class Shortcut(nn.Module):
    def __init__(self, in_ch, out_ch, stride):
        super(Shortcut, self).__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(in_ch, out_ch // 2, 1, stride=1, padding=0, bias=False)
        self.conv2 = nn.Conv2d(in_ch, out_ch // 2, 1, stride=1, padding=0, bias=False)
        self.bn = nn.BatchNorm2d(out_ch)

    def forward(self, x):
        h = F.relu(x)
        h1 = F.avg_pool2d(h, 1, self.stride)
        h1 = self.conv1(h1)
        h2 = F.avg_pool2d(F.pad(h, (-1, 1, -1, 1)), 1, self.stride)
        h2 = self.conv2(h2)
        return self.bn(torch.cat((h1, h2), 1))


class ShakeBlock(nn.Module):
    def __init__(self, in_ch, out_ch, stride=1):
        super(ShakeBlock, self).__init__()
        self.equal_io = in_ch == out_ch
        self.shortcut = None if self.equal_io else Shortcut(in_ch, out_ch, stride)
        self.branch1 = self._make_branch(in_ch, out_ch, stride)
        self.branch2 = self._make_branch(in_ch, out_ch, stride)

    def forward(self, x):
        h1 = self.branch1(x)
        h2 = self.branch2(x)
        h = ShakeShake.apply(h1, h2, self.training)
        h0 = x if self.equal_io else self.shortcut(x)
        return h + h0

    def _make_branch(self, in_ch, out_ch, stride):
        return nn.Sequential(
            nn.ReLU(inplace=False),
            nn.Conv2d(in_ch, out_ch, 3, padding=1, stride=stride, bias=False),
            nn.BatchNorm2d(out_ch),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_ch, out_ch, 3, padding=1, stride=1, bias=False),
            nn.BatchNorm2d(out_ch))


class ShakeResNet(nn.Module):
    def __init__(self, w_base=32, label=10):
        super(ShakeResNet, self).__init__()
        in_chs = [16, w_base, w_base * 2, w_base * 4]
        self.c_in = nn.Conv2d(3, in_chs[0], 3, padding=1, bias=False)
        self.bn_in = nn.BatchNorm2d(in_chs[0])
        self.layer1 = self._make_layer(2, in_chs[0], in_chs[1])
        self.layer2 = self._make_layer(2, in_chs[1], in_chs[2], 2)
        self.layer3 = self._make_layer(2, in_chs[2], in_chs[3], 2)
        self.fc_out = nn.Linear(in_chs[3], label)

    def forward(self, x):
        h = self.bn_in(self.c_in(x))
        h = self.layer1(h)
        h = self.layer2(h)
        h = self.layer3(h)
        h = F.relu(h)
        h = F.adaptive_avg_pool2d(h, 1)
        h = h.flatten(1)
        return self.fc_out(h)

    def _make_layer(self, n_units, in_ch, out_ch, stride=1):
        layers = []
        for i in range(n_units):
            layers.append(ShakeBlock(in_ch, out_ch, stride=stride))
            in_ch, stride = out_ch, 1
        return nn.Sequential(*layers)
