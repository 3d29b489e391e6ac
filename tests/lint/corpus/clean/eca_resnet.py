"""ECA-Net: attention by a 1-D convolution across channels."""
# input: 3x64x64
# target: EcaNet
import torch.nn as nn


class Eca(nn.Module):
    def __init__(self, k_size=3):
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.conv = nn.Conv1d(1, 1, kernel_size=k_size, padding=(k_size - 1) // 2, bias=False)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        y = self.avg_pool(x)
        y = self.conv(y.squeeze(-1).transpose(-1, -2)).transpose(-1, -2).unsqueeze(-1)
        y = self.sigmoid(y)
        return x * y.expand_as(x)


class EcaBottleneck(nn.Module):
    expansion = 4

    def __init__(self, cin, width, stride=1, k_size=3):
        super().__init__()
        cout = width * self.expansion
        self.residual_function = nn.Sequential(
            nn.Conv2d(cin, width, kernel_size=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, stride=stride, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, cout, kernel_size=1, bias=False),
            nn.BatchNorm2d(cout),
            Eca(k_size),
        )
        self.shortcut = nn.Sequential()
        if stride != 1 or cin != cout:
            self.shortcut = nn.Sequential(
                nn.Conv2d(cin, cout, stride=stride, kernel_size=1, bias=False),
                nn.BatchNorm2d(cout),
            )
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.act(self.residual_function(x) + self.shortcut(x))


class EcaNet(nn.Module):
    def __init__(self, num_classes=100, kernels=(3, 3, 5, 5)):
        super().__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True))
        self.conv2_x = EcaBottleneck(64, 64, 1, kernels[0])
        self.conv3_x = EcaBottleneck(256, 128, 2, kernels[1])
        self.conv4_x = EcaBottleneck(512, 256, 2, kernels[2])
        self.conv5_x = EcaBottleneck(1024, 512, 2, kernels[3])
        self.avg_pool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(2048, num_classes)

    def forward(self, x):
        output = self.conv1(x)
        output = self.conv2_x(output)
        output = self.conv3_x(output)
        output = self.conv4_x(output)
        output = self.conv5_x(output)
        output = self.avg_pool(output)
        output = output.view(output.size(0), -1)
        return self.fc(output)
