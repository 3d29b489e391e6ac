"""ECA-Net: attention by a 1-D convolution across channels."""
# input: 3x64x64
# target: EcaNet
from torch import nn


class Eca(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.across = nn.Conv1d(1, 1, k, padding=k // 2, bias=False)

    def forward(self, x):
        means = x.mean(dim=(2, 3)).unsqueeze(1)
        weights = self.across(means).sigmoid()
        return x * weights.transpose(1, 2).unsqueeze(-1)


class EcaBottleneck(nn.Module):
    def __init__(self, cin, width, stride, k):
        super().__init__()
        cout = width * 4
        self.residual = nn.Sequential(
            nn.Conv2d(cin, width, kernel_size=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, cout, kernel_size=1, bias=False),
            nn.BatchNorm2d(cout),
            Eca(k),
        )
        self.projection = nn.Sequential(
            nn.Conv2d(cin, cout, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(cout))
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(self.residual(x) + self.projection(x))


class EcaNet(nn.Module):
    """One block a stage, so that each of them needs its projection."""

    def __init__(self, num_classes=100, kernels=(3, 3, 5, 5)):
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True))
        self.conv2_x = EcaBottleneck(64, 64, 1, kernels[0])
        self.conv3_x = EcaBottleneck(256, 128, 2, kernels[1])
        self.conv4_x = EcaBottleneck(512, 256, 2, kernels[2])
        self.conv5_x = EcaBottleneck(1024, 512, 2, kernels[3])
        self.fc = nn.Linear(2048, num_classes)

    def forward(self, x):
        x = self.conv1(x)
        x = self.conv5_x(self.conv4_x(self.conv3_x(self.conv2_x(x))))
        return self.fc(x.flatten(2).mean(2))
