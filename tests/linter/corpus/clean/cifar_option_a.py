"""ResNet-20 for CIFAR-10 with parameter-free (option A) shortcuts."""
# input: 3x32x32
# target: resnet20
import torch.nn as nn
import torch.nn.functional as F


class ZeroPadShortcut(nn.Module):
    """Takes every other pixel and appends channels of zeros, half of them on each side."""

    def __init__(self, step, new_channels):
        super().__init__()
        self.step = step
        self.before = new_channels // 2
        self.after = new_channels - self.before

    def forward(self, t):
        t = t[..., :: self.step, :: self.step]
        return F.pad(t, (0, 0, 0, 0, self.before, self.after))


class PlainBlock(nn.Module):
    def __init__(self, n_in, n_out, step=1):
        super().__init__()
        self.first = nn.Conv2d(n_in, n_out, 3, stride=step, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(n_out)
        self.second = nn.Conv2d(n_out, n_out, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(n_out)
        same = step == 1 and n_in == n_out
        self.shortcut = nn.Identity() if same else ZeroPadShortcut(step, n_out - n_in)

    def forward(self, t):
        branch = self.first_norm(self.first(t)).relu()
        branch = self.second_norm(self.second(branch))
        branch += self.shortcut(t)
        return branch.relu_()


class CifarResNet(nn.Module):
    def __init__(self, per_stage, classes=10):
        super().__init__()
        self.entry = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.entry_norm = nn.BatchNorm2d(16)
        stages = []
        n_in = 16
        for index, width in enumerate((16, 32, 64)):
            stage = nn.Sequential()
            for position in range(per_stage):
                step = 2 if index > 0 and position == 0 else 1
                stage.append(PlainBlock(n_in, width, step))
                n_in = width
            stages.append(stage)
        self.stages = nn.ModuleList(stages)
        self.scores = nn.Linear(n_in, classes)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, images):
        t = self.entry_norm(self.entry(images)).relu()
        for stage in self.stages:
            t = stage(t)
        t = F.adaptive_avg_pool2d(t, 1)
        return self.scores(t.view(t.size(0), -1))


def resnet20():
    return CifarResNet(per_stage=3)
