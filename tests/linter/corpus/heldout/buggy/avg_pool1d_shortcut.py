"""EEG network: functional average pooling on the shortcut rounds down, the strided branch up."""
# input: 22x1000
# target: EEGNet
import torch.nn.functional as F
from torch import nn


class Stage(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.depth = nn.Conv1d(c_in, c_out, 7, stride=2, padding=3, bias=False)
        self.norm1 = nn.BatchNorm1d(c_out)
        self.point = nn.Conv1d(c_out, c_out, 7, padding=3, bias=False)
        self.norm2 = nn.BatchNorm1d(c_out)
        self.widen = nn.Conv1d(c_in, c_out, 1, bias=False)
        self.norm3 = nn.BatchNorm1d(c_out)

    def forward(self, x):
        skip = F.avg_pool1d(x, 2)  # expect: RES106 odd-size-shortcut
        skip = self.norm3(self.widen(skip))
        x = F.elu(self.norm1(self.depth(x)))
        x = self.norm2(self.point(x))
        return F.elu(x + skip)


class EEGNet(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.inp = nn.Conv1d(22, 32, 25, padding=12, bias=False)
        self.inp_norm = nn.BatchNorm1d(32)
        self.s1 = Stage(32, 48)
        self.s2 = Stage(48, 64)
        self.s3 = Stage(64, 96)
        self.out = nn.Linear(96, classes)

    def forward(self, x):
        x = F.elu(self.inp_norm(self.inp(x)))
        x = self.s3(self.s2(self.s1(x)))
        return self.out(x.mean(2))
