"""Medical ResNet in OrderedDicts: no activation in the stem, a projection of a needless kind, a norm forgotten."""
# input: 1x96x96
# target: XRayNet
from collections import OrderedDict

import torch
from torch import nn


class XBlock(nn.Module):
    def __init__(self, cin, cout, stride=1, normalize_last=True):
        super().__init__()
        main = OrderedDict()
        main["conv_a"] = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        main["norm_a"] = nn.BatchNorm2d(cout)
        main["relu_a"] = nn.ReLU()
        main["conv_b"] = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)  # expect: RES304 missing-norm
        if normalize_last:
            main["norm_b"] = nn.BatchNorm2d(cout)
        self.main = nn.Sequential(main)
        self.shortcut = nn.Identity()
        if cin != cout or stride != 1:
            self.shortcut = nn.Sequential(OrderedDict(
                conv=nn.Conv2d(cin, cout, 1, stride, bias=False), norm=nn.BatchNorm2d(cout)))

    def forward(self, x):
        return torch.relu(self.main(x) + self.shortcut(x))


class XRayNet(nn.Module):
    def __init__(self, findings=14):
        super().__init__()
        self.stem = nn.Sequential(OrderedDict(
            conv=nn.Conv2d(1, 64, 7, 2, 3, bias=False),
            norm=nn.BatchNorm2d(64),  # expect: RES306 missing-activation
            pool=nn.MaxPool2d(3, 2, 1),  # expect-also: RES306
        ))
        self.body = nn.Sequential(OrderedDict(
            block1=XBlock(64, 64),
            block2=XBlock(64, 128, 2),
            block3=XBlock(128, 128, normalize_last=False),  # expect-also: RES304
            block4=XBlock(128, 256, 2),
        ))
        self.classifier = nn.Linear(256, findings)

    def forward(self, x):
        return self.classifier(self.body(self.stem(x)).mean((2, 3)))
