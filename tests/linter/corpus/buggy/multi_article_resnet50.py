"""ResNet-50 from an explanatory blog post, written block by block with a flag for the identity."""
# input: 3x224x224
# target: ResNet50
import torch
import torch.nn as nn


class ResidualUnit(nn.Module):
    def __init__(self, in_channels, filters, stride=1, keep_identity=False):
        super().__init__()
        f1, f2, f3 = filters
        self.keep_identity = keep_identity
        self.conv1 = nn.Conv2d(in_channels, f1, kernel_size=1, stride=stride, bias=False)
        self.bn1 = nn.BatchNorm2d(f1)
        self.conv2 = nn.Conv2d(f1, f2, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(f2)
        self.conv3 = nn.Conv2d(f2, f3, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(f3)
        self.relu = nn.ReLU()
        if not keep_identity:
            self.shortcut_conv = nn.Conv2d(in_channels, f3, kernel_size=1, stride=stride, bias=False)  # expect: RES210 needless-projection
            self.shortcut_bn = nn.BatchNorm2d(f3)

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        if not self.keep_identity:
            x = self.shortcut_bn(self.shortcut_conv(x))
        out = self.bn3(out + x)  # expect: RES301 shared-norm
        return self.relu(out)


class ResNet50(nn.Module):
    def __init__(self, num_classes=1000, image_shape=(3, 224, 224)):  # expect: RES504 unused-argument
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),  # expect: RES306 missing-activation
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),  # expect-also: RES306
        )
        self.conv2_x = self.stage(64, (64, 64, 256), 3, 1)
        self.conv3_x = self.stage(256, (128, 128, 512), 4, 2)
        self.conv4_x = self.stage(512, (256, 256, 1024), 6, 2)
        self.conv5_x = self.stage(1024, (512, 512, 2048), 3, 2)
        self.avgpool = nn.AvgPool2d(3, stride=1, padding=1)
        self.fc = nn.Linear(7 * 7 * 2048, num_classes)  # expect: RES509 fixed-size-head

    def stage(self, cin, filters, n, stride):
        units = [ResidualUnit(cin, filters, stride)]
        units += [ResidualUnit(filters[2], filters) for _ in range(n - 1)]  # expect-also: RES210
        return nn.Sequential(*units)

    def forward(self, x):
        x = self.conv1(x)
        x = self.conv2_x(x)
        x = self.conv3_x(x)
        x = self.conv4_x(x)
        x = self.conv5_x(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.fc(x)
