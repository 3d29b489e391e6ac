"""Pre-activation net: an in-place activation on the shortcut and a 3x3 projection at stride one."""
# input: 3x32x32
# target: PreActNet
import torch.nn as nn
import torch.nn.functional as F


class PreAct(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, padding=1)
        self.conv2 = nn.Conv2d(o, o, 3, padding=1)
        self.widen = nn.Conv2d(i, o, 3, padding=1) if i != o else None  # expect: RES211 projection-kernel

    def forward(self, x):
        h = F.leaky_relu_(x, 0.1)  # expect: RES201 shortcut-changed-in-place
        h = F.leaky_relu(self.conv1(h), 0.1)
        h = self.conv2(h)
        if self.widen is not None:
            x = self.widen(x)
        return x + h


class PreActNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.begin = nn.Conv2d(3, 32, 3, padding=1)
        self.b1 = PreAct(32, 32)
        self.b2 = PreAct(32, 64)
        self.b3 = PreAct(64, 64)
        self.fc = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.begin(x)
        x = F.max_pool2d(self.b1(x), 2)
        x = F.max_pool2d(self.b2(x), 2)
        x = F.leaky_relu(self.b3(x), 0.1)
        x = F.adaptive_avg_pool2d(x, 1)
        x = x.view(x.shape[0], -1)
        return self.fc(x)
