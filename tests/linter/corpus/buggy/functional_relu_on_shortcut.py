"""Written from the figure: a ReLU also stands on the projected shortcut."""
# input: 3x32x32
# target: FigureNet
import torch.nn as nn
import torch.nn.functional as F


class FigureBlock(nn.Module):
    def __init__(self, fin, fout, stride=1):
        super().__init__()
        self.stride, self.project = stride, stride != 1 or fin != fout
        self.conv1 = nn.Conv2d(fin, fout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(fout)
        self.conv2 = nn.Conv2d(fout, fout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(fout)
        if self.project:
            self.convs = nn.Conv2d(fin, fout, 1, stride, bias=False)
            self.bns = nn.BatchNorm2d(fout)

    def forward(self, x):
        if self.project:
            short = F.relu(self.bns(self.convs(x)))  # expect: RES212 activation-in-projection
        else:
            short = x
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(short + y)


class FigureNet(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.conv0 = nn.Conv2d(3, 32, 3, 1, 1, bias=False)
        self.bn0 = nn.BatchNorm2d(32)
        self.blocks = nn.ModuleList(
            [FigureBlock(32, 32), FigureBlock(32, 64, 2), FigureBlock(64, 64), FigureBlock(64, 128, 2)])
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        x = F.relu(self.bn0(self.conv0(x)))
        for block in self.blocks:
            x = block(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
