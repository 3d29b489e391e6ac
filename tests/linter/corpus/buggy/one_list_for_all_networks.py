"""The plan of widths is consumed while the network is built."""
# input: 3x64x64
# target: Planned
import torch
import torch.nn as nn
import torch.nn.functional as F


class Planned(nn.Module):
    def __init__(self, classes=10, plan=[16, 32, 64]):  # expect: RES545 grows-with-each-call
        super().__init__()
        stages, cin = [], 3
        while plan:
            cout = plan.pop(0)
            stages += [nn.Conv2d(cin, cout, 3, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True)]
            cin = cout
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        return self.fc(self.stages(x).mean((2, 3)))
