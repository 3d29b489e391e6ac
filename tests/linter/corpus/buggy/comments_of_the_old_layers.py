"""Context module with comments that tell what each line is for."""
# input: 3x64x64
# target: ContextNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class ContextNet(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 7, stride=2, padding=3, bias=False)  # 7x7 conv, stride 2
        self.norm = nn.BatchNorm2d(32)
        self.near = nn.Conv2d(32, 32, 3, padding=1)  # dilation 1
        self.far = nn.Conv2d(32, 32, 3, padding=1)  # dilation 4 ; expect: RES541 layer-contradicts-name
        self.conv1x1 = nn.Conv2d(64, 32, 3, padding=1)  # expect: RES541 layer-contradicts-name
        self.score = nn.Conv2d(32, classes, 1)

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        x = torch.cat([F.relu(self.near(x)), F.relu(self.far(x))], 1)
        return self.score(F.relu(self.conv1x1(x)))
