"""BiT-style ResNetV2: GroupNorm, weight-standardized convolutions, a padded stem pool, a 1x1 convolution as head."""
# input: 3x64x64
# target: BigTransferNet
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


class WSConv(nn.Conv2d):
  """Two spaces, as in the house that this style comes from."""

  def forward(self, x):
    centered = self.weight - self.weight.mean(dim=(1, 2, 3), keepdim=True)
    spread = centered.pow(2).mean(dim=(1, 2, 3), keepdim=True)
    weight = centered * torch.rsqrt(spread + 1e-10)
    return F.conv2d(x, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class V2Bottleneck(nn.Module):

  def __init__(self, cin, cout, stride=1):
    super().__init__()
    mid = cout // 4
    self.norms = nn.ModuleList([nn.GroupNorm(32, c) for c in (cin, mid, mid)])
    self.reduce = WSConv(cin, mid, 1, bias=False)
    self.spatial = WSConv(mid, mid, 3, stride, 1, bias=False)
    self.expand = WSConv(mid, cout, 1, bias=False)
    if cin != cout or stride != 1:
      self.project = WSConv(cin, cout, 1, stride, bias=False)

  def forward(self, x):
    n1, n2, n3 = self.norms
    h = n1(x).relu_()
    shortcut = self.project(h) if hasattr(self, 'project') else x
    h = n2(self.reduce(h)).relu_()
    h = n3(self.spatial(h)).relu_()
    return shortcut + self.expand(h)


class BigTransferNet(nn.Module):

  def __init__(self, units=(1, 2, 1), wf=1, head_size=100):
    super().__init__()
    self.root = nn.Sequential(OrderedDict(
        conv=WSConv(3, 64 * wf, 7, 2, 3, bias=False),
        pad=nn.ConstantPad2d(1, 0.0),
        pool=nn.MaxPool2d(3, 2),
    ))
    blocks = OrderedDict()
    cin = 64 * wf
    for b, count in enumerate(units, start=1):
      cout = 128 * wf * 2 ** b
      unit_list = OrderedDict()
      for u in range(1, count + 1):
        unit_list[f'unit{u:02d}'] = V2Bottleneck(cin, cout, 2 if b > 1 and u == 1 else 1)
        cin = cout
      blocks[f'block{b}'] = nn.Sequential(unit_list)
    self.body = nn.Sequential(blocks)
    self.head = nn.Sequential(OrderedDict(
        norm=nn.GroupNorm(32, cin),
        relu=nn.ReLU(inplace=True),
        avg=nn.AdaptiveAvgPool2d(1),
        conv=nn.Conv2d(cin, head_size, 1),
    ))

  def forward(self, x):
    return self.head(self.body(self.root(x)))[:, :, 0, 0]
