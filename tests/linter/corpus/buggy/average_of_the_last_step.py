"""Weights averaged over the training, and the numbers of a normalization, each the wrong way round."""
# input: 3x64x64
# target: Averaged
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


class NoisyDepth(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.training:  # expect: RES311 dropout-in-evaluation
            return x
        keep = torch.rand(x.shape[0], 1, 1, 1, device=x.device) >= self.p
        return x * keep / (1 - self.p)


class Averaged(nn.Module):
    def __init__(self, width=32, n_out=10):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, 2, 1, bias=False)
        self.bn = nn.BatchNorm2d(width, 0.1, 1e-5)  # expect: RES309 settings-of-another-framework
        self.branch = nn.Conv2d(width, width, 3, 1, 1)
        self.drop = NoisyDepth()
        self.fc = nn.Linear(width, n_out)

    def forward(self, x):
        x = F.relu(self.bn(self.conv(x)))
        x = x + self.drop(F.relu(self.branch(x)))
        return self.fc(x.mean((2, 3)))


class EMA:
    def __init__(self, model, decay=0.9998):
        self.module = copy.deepcopy(model)
        self.decay = decay

    @torch.no_grad()
    def update(self, model):
        for ours, theirs in zip(self.module.parameters(), model.parameters()):
            ours.mul_(1 - self.decay).add_(theirs, alpha=self.decay)  # expect: RES610 average-exchanged

    @torch.no_grad()
    def update_buffers(self, model):
        own, other = self.module.state_dict(), model.state_dict()
        for key in own:
            own[key] = self.decay * other[key] + (1 - self.decay) * own[key]  # expect: RES610 average-exchanged
