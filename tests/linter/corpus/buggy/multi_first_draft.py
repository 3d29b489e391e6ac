"""First draft of a CIFAR ResNet: it does not run, and would not for three reasons."""
# input: 3x32x32
# target: DraftResNet
import torch.nn as nn
import torch.nn.functional as F


class DraftBlock(nn.Module):
    def __init__(self, n_in, n_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.match = None
        if n_in != n_out:
            self.match = nn.Conv2d(n_in, n_out, 1, bias=False)  # expect: RES102 projection-stride
            self.match_bn = nn.BatchNorm2d(n_out)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.match is not None:
            x = self.match_bn(self.match(x))
        return F.relu(x + y)


class DraftResNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(32)
        self.stage1 = nn.Sequential(DraftBlock(32, 32), DraftBlock(32, 32))
        self.stage2 = nn.Sequential(DraftBlock(32, 64, 2), DraftBlock(64, 64))
        self.stage3 = nn.Sequential(DraftBlock(64, 128, 2), DraftBlock(128, 128))
        self.fc = nn.Linear(64, num_classes)  # expect: RES111 linear-width-mismatch

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        x = self.stage3(self.stage2(self.stage1(x)))
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return F.softmax(self.fc(x), dim=-1)  # expect: RES510 softmax-output
