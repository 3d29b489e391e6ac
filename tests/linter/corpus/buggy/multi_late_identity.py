"""Tutorial blocks: the identity is saved late, and the unit has no activation after the sum."""
# input: 3x64x64
# target: TutorialNet
import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    def __init__(self, c):
        super(Residual, self).__init__()
        self.conv1 = nn.Conv2d(c, c, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)
        self.conv3 = nn.Conv2d(c, c, kernel_size=3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(c)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        shortcut = x  # expect: RES203 shortcut-not-block-input
        x = F.relu(self.bn2(self.conv2(x)))
        x = self.bn3(self.conv3(x))
        x += shortcut  # expect: RES214 missing-activation-after-join
        return x  # expect-also: RES214


class Reduce(nn.Module):
    def __init__(self, cin, cout):
        super(Reduce, self).__init__()
        self.conv = nn.Conv2d(cin, cout, kernel_size=3, stride=2, padding=1)  # expect: RES303 bias-before-norm
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class TutorialNet(nn.Module):
    def __init__(self, num_classes=10):
        super(TutorialNet, self).__init__()
        self.r1 = Reduce(3, 32)
        self.b1 = Residual(32)
        self.r2 = Reduce(32, 64)
        self.b2 = Residual(64)
        self.r3 = Reduce(64, 128)
        self.b3 = Residual(128)
        self.classifier = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.b1(self.r1(x))
        x = self.b2(self.r2(x))
        x = self.b3(self.r3(x))
        return self.classifier(F.adaptive_avg_pool2d(x, 1).flatten(1))
