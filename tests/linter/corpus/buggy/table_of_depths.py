"""Three sizes of one classifier, chosen by name."""
# input: 3x64x64
# target: build
# args: name="resnet34"
import torch
from torch import nn

SIZES = {
    "resnet18": dict(blocks=[2, 2, 2, 2]),
    "resnet34": dict(blocks=[3, 4, 5, 3]),  # expect: RES506 depth-contradicts-name
}


class Cell(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.c1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.n1 = nn.BatchNorm2d(cout)
        self.c2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(cout)
        self.sc = nn.Identity()
        if stride != 1 or cin != cout:
            self.sc = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.n2(self.c2(torch.relu(self.n1(self.c1(x)))))
        return torch.relu(y + self.sc(x))


class Net(nn.Module):
    def __init__(self, blocks, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        width, stages = 64, []
        for i, n in enumerate(blocks):
            out = 64 * 2**i
            stages.append(nn.Sequential(Cell(width, out, 2 if i else 1), *[Cell(out, out) for _ in range(n - 1)]))
            width = out
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc(self.stages(self.stem(x)).mean((2, 3)))


def build(name="resnet18", classes=10):
    return Net(SIZES[name]["blocks"], classes)
