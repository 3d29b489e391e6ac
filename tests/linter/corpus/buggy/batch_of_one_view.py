"""Demo network tried with a single image only: the flatten keeps a batch of one."""
# input: 3x64x64
# target: DemoResNet
import torch
import torch.nn as nn


class ResidualBlock(nn.Module):
    def __init__(self, in_c, out_c, stride=1):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.Conv2d(in_c, out_c, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(out_c), nn.ReLU(),
            nn.Conv2d(out_c, out_c, 3, padding=1, bias=False), nn.BatchNorm2d(out_c))
        self.identity_map = nn.Sequential()
        if stride != 1 or in_c != out_c:
            self.identity_map = nn.Sequential(
                nn.Conv2d(in_c, out_c, 1, stride=stride, bias=False), nn.BatchNorm2d(out_c))
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.conv_block(x) + self.identity_map(x))


class DemoResNet(nn.Module):
    def __init__(self, num_classes=4):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.rb1 = ResidualBlock(64, 64)
        self.rb2 = ResidualBlock(64, 128, 2)
        self.rb3 = ResidualBlock(128, 256, 2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(256, num_classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn(self.conv(x))))
        x = self.rb3(self.rb2(self.rb1(x)))
        x = self.avgpool(x)
        x = x.reshape(1, -1)  # expect: RES120 fixed-batch-size
        return self.fc(x)


if __name__ == '__main__':
    model = DemoResNet()
    print(model(torch.randn(1, 3, 64, 64)).shape)
