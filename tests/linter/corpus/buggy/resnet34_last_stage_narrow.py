"""ResNet-34 whose last stage keeps 256 channels."""
# input: 3x64x64
# target: ResNet34
from torch import nn
from torch.nn import functional as F


class Res(nn.Module):
    """基本残差块: 两个 3x3 卷积"""

    def __init__(self, c1, c2, s=1):
        super().__init__()
        self.left = nn.Sequential(
            nn.Conv2d(c1, c2, 3, s, 1, bias=False),
            nn.BatchNorm2d(c2),
            nn.ReLU(inplace=True),
            nn.Conv2d(c2, c2, 3, 1, 1, bias=False),
            nn.BatchNorm2d(c2))
        # 形状改变时, 捷径也要改变
        self.right = nn.Sequential()
        if s != 1 or c1 != c2:
            self.right = nn.Sequential(nn.Conv2d(c1, c2, 1, s, bias=False), nn.BatchNorm2d(c2))

    def forward(self, x):
        return F.relu(self.left(x) + self.right(x))


class ResNet34(nn.Module):
    def __init__(self, classes=1000):
        super().__init__()
        # 输入部分
        self.head = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        # 四个阶段: 3, 4, 6, 3
        self.part1 = self.build(64, 64, 3)
        self.part2 = self.build(64, 128, 4, s=2)
        self.part3 = self.build(128, 256, 6, s=2)
        self.part4 = self.build(256, 256, 3, s=2)  # expect: RES507 width-or-stride-contradicts-name
        # 分类
        self.tail = nn.Linear(256, classes)

    def build(self, c1, c2, n, s=1):
        return nn.Sequential(Res(c1, c2, s), *[Res(c2, c2) for _ in range(n - 1)])

    def forward(self, x):
        x = self.head(x)
        x = self.part1(x)
        x = self.part2(x)
        x = self.part3(x)
        x = self.part4(x)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.tail(x)
