"""The stage comprehension hands the stride to each of its blocks."""
# input: 3x128x128
# target: StrideNet
import torch
from torch import Tensor, nn


class Block(nn.Module):
    def __init__(self, in_dim: int, dim: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_dim, dim, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(dim)
        self.conv2 = nn.Conv2d(dim, dim, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(dim)
        self.skip: nn.Module = nn.Identity()
        if stride != 1 or in_dim != dim:
            self.skip = nn.Sequential(nn.Conv2d(in_dim, dim, 1, stride, bias=False), nn.BatchNorm2d(dim))

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.skip(x))


def stage(in_dim: int, dim: int, depth: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        *[Block(in_dim if i == 0 else dim, dim, stride) for i in range(depth)])  # expect: RES508 stride-in-every-block


class StrideNet(nn.Module):
    def __init__(self, num_classes: int = 100) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.stage1 = stage(64, 64, 2, 1)
        self.stage2 = stage(64, 128, 2, 2)
        self.stage3 = stage(128, 256, 2, 2)
        self.fc = nn.Linear(256, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stage3(self.stage2(self.stage1(self.stem(x))))
        return self.fc(x.mean(dim=(2, 3)))
