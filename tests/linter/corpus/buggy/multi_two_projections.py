"""Medical 3-D net: one projection too wide, one needless."""
# input: 1x16x48x48
# target: MedNet
import torch
from torch import nn


class MedBlock(nn.Module):
    def __init__(self, cin, cout, stride, projection):
        super().__init__()
        self.conv1 = nn.Conv3d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(cout)
        self.conv2 = nn.Conv3d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm3d(cout)
        self.projection = projection

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.projection is not None:
            x = self.projection(x)
        return torch.relu(x + y)


def project(cin, cout, stride):
    return nn.Sequential(nn.Conv3d(cin, cout, 1, stride, bias=False), nn.BatchNorm3d(cout))  # expect-also: RES103, RES210


class MedNet(nn.Module):
    def __init__(self, outputs=3):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(1, 32, 3, 2, 1, bias=False), nn.BatchNorm3d(32), nn.ReLU())
        self.a = MedBlock(32, 32, 1, None)
        self.b = MedBlock(32, 64, 2, project(32, 64, 2))
        self.c = MedBlock(64, 64, 1, project(64, 64, 1))  # expect: RES210 needless-projection
        self.d = MedBlock(64, 128, 2, project(64, 256, 2))  # expect: RES103 projection-width
        self.fc = nn.Linear(128, outputs)

    def forward(self, x):
        x = self.d(self.c(self.b(self.a(self.stem(x)))))
        return self.fc(x.mean((2, 3, 4)))
