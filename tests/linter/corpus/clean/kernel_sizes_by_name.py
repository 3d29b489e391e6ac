"""An efficient-attention ResNet-18: the list of four is its kernel sizes, not its blocks."""
# input: 3x64x64
# target: eca_resnet18
import torch.nn as nn


class ECA(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.pool, self.conv, self.gate = nn.AdaptiveAvgPool2d(1), nn.Conv1d(1, 1, k, padding=k // 2, bias=False), nn.Sigmoid()

    def forward(self, x):
        y = self.pool(x).squeeze(-1).transpose(1, 2)
        return x * self.gate(self.conv(y)).transpose(1, 2).unsqueeze(-1)


class Basic(nn.Module):
    def __init__(self, cin, cout, stride, k):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(),
            nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout), ECA(k))
        self.short = nn.Identity() if stride == 1 and cin == cout else nn.Sequential(
            nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.main(x) + self.short(x))


class Net(nn.Module):
    def __init__(self, layers, k_size, classes):
        super().__init__()
        parts, cin = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 64
        for stage, (n, k) in enumerate(zip(layers, k_size)):
            for place in range(n):
                parts.append(Basic(cin, 64 * 2 ** stage, 2 if stage and not place else 1, k))
                cin = 64 * 2 ** stage
        self.parts = nn.Sequential(*parts)
        self.fc = nn.Linear(cin, classes)

    def forward(self, x):
        return self.fc(self.parts(x).mean((2, 3)))


def eca_resnet18(k_size=[3, 3, 3, 3], classes=1000):
    return Net([2, 2, 2, 2], k_size, classes)
