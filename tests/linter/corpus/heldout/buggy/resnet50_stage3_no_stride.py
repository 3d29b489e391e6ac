"""resnet50 in a table-driven style: conv4_x has stride 1 in the table."""
# input: 3x64x64
# target: resnet50
from torch import nn

#           planes, blocks, stride
TABLE = ((64, 3, 1), (128, 4, 2), (256, 6, 1), (512, 3, 2))  # expect: RES507 width-or-stride-contradicts-name


class Btl(nn.Module):
    def __init__(self, cin, p, s):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(cin, p, 1, bias=False), nn.BatchNorm2d(p), nn.ReLU(True))
        self.b = nn.Sequential(nn.Conv2d(p, p, 3, s, 1, bias=False), nn.BatchNorm2d(p), nn.ReLU(True))
        self.c = nn.Sequential(nn.Conv2d(p, 4 * p, 1, bias=False), nn.BatchNorm2d(4 * p))
        self.d = nn.Sequential()
        if s > 1 or cin != 4 * p:
            self.d = nn.Sequential(nn.Conv2d(cin, 4 * p, 1, s, bias=False), nn.BatchNorm2d(4 * p))
        self.e = nn.ReLU(True)

    def forward(self, x):
        return self.e(self.c(self.b(self.a(x))) + self.d(x))


def resnet50(num_classes=1000):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
    cin = 64
    for planes, blocks, stride in TABLE:
        for i in range(blocks):
            layers.append(Btl(cin, planes, stride if i == 0 else 1))  # expect-also: RES507
            cin = planes * 4
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(cin, num_classes)]
    return nn.Sequential(*layers)  # expect-also: RES507
