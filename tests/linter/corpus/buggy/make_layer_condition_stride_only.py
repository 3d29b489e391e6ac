"""ImageNet ResNet-50 from a course: the first stage needs a projection although its stride is one."""
# input: 3x64x64
# target: resnet50
import torch.nn as nn


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, n_in, n_mid, stride=1, project=None):
        super(Bottleneck, self).__init__()
        n_out = n_mid * self.expansion
        self.conv1 = nn.Conv2d(n_in, n_mid, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_mid)
        self.conv2 = nn.Conv2d(n_mid, n_mid, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(n_mid)
        self.conv3 = nn.Conv2d(n_mid, n_out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(n_out)
        self.relu = nn.ReLU(inplace=True)
        self.project = project

    def forward(self, x):
        y = self.conv1(x)
        y = self.relu(self.bn1(y))

        y = self.conv2(y)
        y = self.relu(self.bn2(y))

        y = self.conv3(y)
        y = self.bn3(y)

        if self.project is not None:
            x = self.project(x)
        y = y + x
        return self.relu(y)


class LectureResNet(nn.Module):
    def __init__(self, block, depths, num_classes=1000):
        super(LectureResNet, self).__init__()
        self.channels = 64
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, stride=2, padding=1))
        self.conv2_x = self._make_layer(block, 64, depths[0], 1)
        self.conv3_x = self._make_layer(block, 128, depths[1], 2)
        self.conv4_x = self._make_layer(block, 256, depths[2], 2)
        self.conv5_x = self._make_layer(block, 512, depths[3], 2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512 * block.expansion, num_classes)

    def _make_layer(self, block, n_mid, depth, stride):
        n_out = n_mid * block.expansion
        project = None
        if stride != 1:  # expect: RES101 missing-projection
            project = nn.Sequential(nn.Conv2d(self.channels, n_out, 1, stride=stride, bias=False), nn.BatchNorm2d(n_out))
        blocks = [block(self.channels, n_mid, stride, project)]
        self.channels = n_out
        while len(blocks) < depth:
            blocks.append(block(self.channels, n_mid))
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.stem(x)
        x = self.conv2_x(x)
        x = self.conv3_x(x)
        x = self.conv4_x(x)
        x = self.conv5_x(x)
        return self.fc(self.pool(x).flatten(1))


def resnet50():
    return LectureResNet(Bottleneck, [3, 4, 6, 3])
