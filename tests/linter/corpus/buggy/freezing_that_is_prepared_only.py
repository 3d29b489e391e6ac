"""A network that was to freeze its stem, and groups that are kept and not used."""
# input: 3x64x64
# target: Prepared
import torch
import torch.nn as nn
import torch.nn.functional as F


class Prepared(nn.Module):
    def __init__(self, width=32, groups=4, n_out=10):
        super().__init__()
        self.groups = groups  # expect: RES504 unused-argument
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.body = nn.Conv2d(width, width, 3, 2, 1)
        self.fc = nn.Linear(width, n_out)

    def _freeze_stem(self):  # expect: RES546 uncalled-method
        for p in self.stem.parameters():
            p.requires_grad = False

    def _pool(self, x, power):  # expect: RES504 unused-argument
        return x.mean((2, 3))

    def forward(self, x):
        x = F.relu(self.body(F.relu(self.stem(x))))
        return self.fc(self._pool(x, 3.0))
