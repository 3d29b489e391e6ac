"""RepVGG in its training form: a 3x3, a 1x1 and an identity-norm branch run in parallel and are summed."""
# input: 3x64x64
# target: ParallelNet
from torch import nn


class ParallelUnit(nn.Module):
    """For deployment the branches can be folded into one 3x3 convolution."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()
        branches = [
            nn.Sequential(nn.Conv2d(cin, cout, k, stride, k // 2, bias=False), nn.BatchNorm2d(cout)) for k in (3, 1)]
        if cin == cout and stride == 1:
            branches.append(nn.BatchNorm2d(cin))
        self.branches = nn.ModuleList(branches)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(sum(branch(x) for branch in self.branches))


class ParallelNet(nn.Module):
    def __init__(self, depths=(1, 2, 2), widths=(48, 96, 192), num_classes=100):
        super().__init__()
        units, cin = [ParallelUnit(3, 32, 2)], 32
        for depth, width in zip(depths, widths):
            units.append(ParallelUnit(cin, width, 2))
            units.extend(ParallelUnit(width, width) for _ in range(depth - 1))
            cin = width
        self.units = nn.ModuleList(units)
        self.scores = nn.Linear(cin, num_classes)

    def forward(self, x):
        for unit in self.units:
            x = unit(x)
        return self.scores(x.mean(dim=(2, 3)))
