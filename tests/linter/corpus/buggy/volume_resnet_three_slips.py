"""3-D ResNet-10: stride twice, norm twice, one row for all images."""
# input: 1x32x64x64
# target: Med3D
import torch
import torch.nn as nn


class Block3d(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv3d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(cout)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv3d(cout, cout, 3, stride, 1, bias=False)  # expect: RES105
        self.bn2 = nn.BatchNorm3d(cout)
        if stride != 1 or cin != cout:
            self.shortcut = nn.Sequential(nn.Conv3d(cin, cout, 1, stride, bias=False), nn.BatchNorm3d(cout))
        else:
            self.shortcut = nn.Identity()

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out = self.bn2(out)  # expect: RES305|RES301
        out = out + self.shortcut(x)
        return self.relu(out)


class Med3D(nn.Module):
    def __init__(self, n_out=2):
        super().__init__()
        self.conv1 = nn.Conv3d(1, 32, 7, (1, 2, 2), 3, bias=False)
        self.bn1 = nn.BatchNorm3d(32)
        self.relu = nn.ReLU(inplace=True)
        self.layer1 = Block3d(32, 32)
        self.layer2 = Block3d(32, 64, 2)
        self.layer3 = Block3d(64, 128, 2)
        self.fc = nn.Linear(128, n_out)

    def forward(self, vol):
        x = self.relu(self.bn1(self.conv1(vol)))
        x = self.layer3(self.layer2(self.layer1(x)))
        x = x.mean((2, 3, 4))
        return self.fc(x.view(1, -1))  # expect: RES120
