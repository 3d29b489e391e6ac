"""wide_resnet50_2 with a dilated last stage: twice the inner width, known depths, output stride 16."""
# input: 3x64x64
# target: wide_resnet50_2
# args: output_stride=16
from torch import nn


class WideBottleneck(nn.Module):
    def __init__(self, cin, planes, stride, dilation, widening):
        super().__init__()
        inner, cout = planes * widening, planes * 4
        self.f = nn.Sequential(
            nn.Conv2d(cin, inner, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
            nn.Conv2d(inner, inner, 3, stride, dilation, dilation, bias=False), nn.BatchNorm2d(inner),
            nn.ReLU(inplace=True),
            nn.Conv2d(inner, cout, 1, bias=False), nn.BatchNorm2d(cout))
        self.shortcut = None
        if stride != 1 or cin != cout:
            self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.f(x)
        y += self.shortcut(x) if self.shortcut is not None else x
        return self.relu(y)


class DilatableResNet(nn.Module):
    def __init__(self, depths, widening=1, output_stride=32, num_classes=1000):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        cin, reached, dilation = 64, 4, 1
        self.stages = nn.ModuleList()
        for level, depth in enumerate(depths):
            planes, stride, first_dilation = 64 * 2 ** level, 1 if level == 0 else 2, dilation
            if level and reached == output_stride:
                stride, dilation = 1, dilation * 2
            reached *= stride
            blocks = []
            for k in range(depth):
                blocks.append(WideBottleneck(
                    cin, planes, stride if k == 0 else 1, first_dilation if k == 0 else dilation, widening))
                cin = planes * 4
            self.stages.append(nn.Sequential(*blocks))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(cin, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.fc(self.pool(x).flatten(1))


def wide_resnet50_2(**kwargs):
    return DilatableResNet([3, 4, 6, 3], widening=2, **kwargs)
