"""ECG notebook: padding missing in one convolution, the flatten forgotten."""
# input: 12x1000
# target: ECGNet
# args: n_classes=9
from torch import nn


class Block1D(nn.Module):
    def __init__(self, c, k=7):
        super().__init__()
        self.conv1 = nn.Conv1d(c, c, k, padding=k // 2, bias=False)
        self.bn1 = nn.BatchNorm1d(c)
        self.conv2 = nn.Conv1d(c, c, k, bias=False)  # expect: RES104 main-path-padding
        self.bn2 = nn.BatchNorm1d(c)
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.act(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.act(x + y)


class ECGNet(nn.Module):
    def __init__(self, n_classes=5):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv1d(12, 64, 15, 2, 7, bias=False), nn.BatchNorm1d(64), nn.ReLU(), nn.MaxPool1d(2))
        self.blocks = nn.Sequential(Block1D(64), nn.MaxPool1d(2), Block1D(64), nn.MaxPool1d(2), Block1D(64))
        self.pool = nn.AdaptiveAvgPool1d(1)
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(64, n_classes)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        x = self.drop(self.pool(x))
        return self.fc(x)  # expect: RES115 missing-flatten
