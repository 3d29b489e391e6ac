"""Traffic-sign ResNet: pools to 2x2 and views as if it were 1x1."""
# input: 3x48x48
# target: SignNet
import torch
import torch.nn as nn


def residual_unit(channels):
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(inplace=True),
        nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))


class SignNet(nn.Module):
    def __init__(self, num_signs=43):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(3, 64, 5, 2, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
        self.res1 = residual_unit(64)
        self.conv2 = nn.Sequential(nn.Conv2d(64, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(inplace=True))
        self.res2 = residual_unit(128)
        self.pool = nn.AdaptiveAvgPool2d(2)  # expect-also: RES113
        self.fc = nn.Linear(128, num_signs)

    def forward(self, x):
        x = self.conv1(x)
        x = torch.relu(x + self.res1(x))
        x = self.conv2(x)
        x = torch.relu(x + self.res2(x))
        x = self.pool(x)
        x = x.view(x.size(0), 128)  # expect: RES113 reshape-fails
        return self.fc(x)
