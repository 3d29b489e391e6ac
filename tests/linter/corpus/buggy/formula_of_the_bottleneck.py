"""CIFAR ResNet by depth, and a mobile block that forgets its stride."""
# input: 3x32x32
# target: resnet32
import torch
import torch.nn as nn


class Basic(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.down = nn.Identity()
        if stride != 1 or i != o:
            self.down = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.down(x))


class CifarNet(nn.Module):
    def __init__(self, depth, classes=10):
        super().__init__()
        count = (depth - 2) // 9  # expect: RES506 depth-contradicts-name
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        width, body = 16, []
        for stage in range(3):
            for k in range(count):
                body.append(Basic(width, 16 * 2**stage, 2 if stage and not k else 1))
                width = 16 * 2**stage
        self.body = nn.Sequential(*body)
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc(self.body(self.stem(x)).mean((2, 3)))


def resnet32(classes=10):
    return CifarNet(32, classes)
