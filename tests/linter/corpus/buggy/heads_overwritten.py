"""Several heads on one trunk; each round of the loop replaces the scores of the one before."""
# input: 3x24x24
# target: Ensemble
import torch
from torch import nn


class Trunk(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.a = nn.Conv2d(3, w, 3, 2, 1)
        self.b = nn.Conv2d(w, w, 3, 1, 1)

    def forward(self, x):
        x = torch.relu(self.a(x))
        return torch.relu(x + self.b(x)).mean((2, 3))


class Ensemble(nn.Module):
    def __init__(self, heads=3, w=12, classes=4):
        super().__init__()
        self.trunk = Trunk(w)
        self.heads = nn.ModuleList(nn.Linear(w, classes) for _ in range(heads))

    def forward(self, x):
        feats = self.trunk(x)
        for i, head in enumerate(self.heads):
            scores = torch.tanh(head(feats))  # expect: RES526 overwritten-in-loop
        return scores
