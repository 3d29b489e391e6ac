"""A feature extractor copied from an inference script: a detach() between trunk and head stayed in."""
# input: 3x64x64
# target: TransferNet
import torch
import torch.nn as nn


class Res(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.b = nn.Sequential(
            nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
            nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.p = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return torch.relu(self.b(x) + self.p(x))


class TransferNet(nn.Module):
    def __init__(self, n_out=3):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.res1 = Res(32, 64, 2)
        self.res2 = Res(64, 128, 2)
        self.fc1 = nn.Linear(128, 64)
        self.fc2 = nn.Linear(64, n_out)

    def forward(self, x):
        x = self.res2(self.res1(self.stem(x)))
        feats = torch.mean(x, dim=(2, 3))
        feats = feats.detach()  # expect: RES402 no-gradient
        h = torch.relu(self.fc1(feats))
        return self.fc2(h)
