"""Encoder and projector trained together, after a recipe for contrastive learning."""
# input: 3x64x64
# target: Encoder
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.skip = nn.Sequential()
        if stride != 1 or cin != cout:
            self.skip = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return F.relu(h + self.skip(x))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True))
        self.body = nn.Sequential(Block(16, 32, 2), Block(32, 64, 2))

    def forward(self, x):
        return self.body(self.stem(x)).mean(dim=(2, 3))


class Projector(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, 32))

    def forward(self, z):
        return F.normalize(self.net(z), dim=1)


def main(loader):
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    encoder = Encoder().to(device)
    projector = Projector().to(device)
    optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1, momentum=0.9)  # expect: RES601 untrained-layers
    for (one, other), _ in loader:
        z1, z2 = projector(encoder(one)), projector(encoder(other))
        logits = z1 @ z2.t() / 0.2
        loss = F.cross_entropy(logits, torch.arange(len(z1), device=device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
