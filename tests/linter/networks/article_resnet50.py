"""A ResNet-50 as a blog article might print it: it runs, has the right output, and is wrong.

The defects are those of the article that this project began with, written anew.
"""

from torch import nn


class ConvBlock(nn.Module):
    """A bottleneck that projects its shortcut whatever the shapes."""

    def __init__(self, channels_in, width, stride=1, identity=False):
        super().__init__()
        channels_out = 4 * width
        self.conv1 = nn.Conv2d(channels_in, width, kernel_size=1)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, channels_out, kernel_size=1)
        self.bn3 = nn.BatchNorm2d(channels_out)
        self.relu = nn.ReLU(inplace=True)
        self.identity = identity
        if not identity:
            self.projection = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(channels_out),
                nn.ReLU(inplace=True),
            )

    def forward(self, x):
        shortcut = x if self.identity else self.projection(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.relu(self.bn3(self.conv3(out)))
        out += shortcut
        out = self.bn3(out)
        return self.relu(out)


class ResNet50(nn.Module):
    """The network; ``image_shape`` looks as if it mattered."""

    def __init__(self, image_shape=(3, 224, 224), num_classes=1000):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        )
        self.stage1 = self._stage(64, 64, 3, stride=1)
        self.stage2 = self._stage(256, 128, 4, stride=2)
        self.stage3 = self._stage(512, 256, 6, stride=2)
        self.stage4 = self._stage(1024, 512, 3, stride=2)
        self.pool = nn.AvgPool2d(kernel_size=3, stride=1, padding=1)
        self.fc = nn.Linear(7 * 7 * 2048, num_classes)

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
        x = x.view(-1, 7 * 7 * 2048)
        return self.fc(x)
