"""The article's ResNet-50, repaired: ResNet-50 v1.5 with its 25,557,032 parameters."""

from torch import nn


class ConvBlock(nn.Module):
    """A bottleneck that projects its shortcut where the shapes ask for it."""

    def __init__(self, channels_in, width, stride=1):
        super().__init__()
        channels_out = 4 * width
        self.conv1 = nn.Conv2d(channels_in, width, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, channels_out, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(channels_out)
        self.relu = nn.ReLU(inplace=True)
        self.projection = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            self.projection = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(channels_out),
            )

    def forward(self, x):
        shortcut = self.projection(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += shortcut
        return self.relu(out)


class ResNet50(nn.Module):
    """The network, for images of any size."""

    def __init__(self, num_classes=1000):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        )
        self.stage1 = self._stage(64, 64, 3, stride=1)
        self.stage2 = self._stage(256, 128, 4, stride=2)
        self.stage3 = self._stage(512, 256, 6, stride=2)
        self.stage4 = self._stage(1024, 512, 3, stride=2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, num_classes)

    @staticmethod
    def _stage(channels_in, width, blocks, stride):
        layers = [ConvBlock(channels_in, width, stride)]
        for _ in range(blocks - 1):
            layers.append(ConvBlock(4 * width, width))
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.stem(x)
        x = self.stage4(self.stage3(self.stage2(self.stage1(x))))
        x = self.pool(x)
        return self.fc(x.flatten(1))
