"""Bottleneck that adds the output of its own first convolution instead of the block input."""
# input: 3x64x64
# target: InnerNet
import torch
import torch.nn as nn


class Bottleneck(nn.Module):
    def __init__(self, ch: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(ch, ch, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(ch)
        self.conv2 = nn.Conv2d(ch, ch, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(ch)
        self.conv3 = nn.Conv2d(ch, ch, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(ch)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out1 = torch.relu(self.bn1(self.conv1(x)))
        out2 = torch.relu(self.bn2(self.conv2(out1)))
        out3 = self.bn3(self.conv3(out2))
        return torch.relu(out3 + out1)  # expect: RES203 shortcut-not-block-input


class InnerNet(nn.Module):
    def __init__(self, widths: tuple[int, ...] = (64, 128, 256), num_classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        previous = 3
        for width in widths:
            layers += [nn.Conv2d(previous, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            layers += [Bottleneck(width), Bottleneck(width)]
            previous = width
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(previous, num_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.layers(x).mean(dim=(2, 3)))
