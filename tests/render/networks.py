"""Networks in many styles, traced, for the tests of tables."""
# ruff: noqa: D102 - each class says what is special about its forward

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as everybody writes it

from resnet_inspect.graph import Run
from resnet_inspect.models.build import build
from resnet_inspect.report import Report
from resnet_inspect.tracing.trace import TraceOptions, trace_module


def _norm_relu(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU())


class DoubleConv(nn.Module):
    """Two convolutions, the activation functional."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.second(F.relu(self.first(x))))


class UNet(nn.Module):
    """Concatenations over long distances."""

    def __init__(self, widths: tuple[int, ...] = (8, 16, 32)) -> None:
        super().__init__()
        steps = list(zip((3, *widths[:-1]), widths, strict=True))
        self.down = nn.ModuleList(DoubleConv(*step) for step in steps)
        self.bottom = DoubleConv(widths[-1], 2 * widths[-1])
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, 2) for w in reversed(widths))
        self.decode = nn.ModuleList(DoubleConv(2 * w, w) for w in reversed(widths))
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for block in self.down:
            skips.append(block(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.bottom(x)
        for up, block, skip in zip(self.up, self.decode, reversed(skips), strict=True):
            x = block(torch.cat((skip, up(x)), 1))
        return self.head(x)


class DenseNet(nn.Module):
    """Every layer reads all tensors made before."""

    def __init__(self, layers: int = 8) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Conv2d(4 * n + 4, 4, 3, padding=1) for n in range(layers))
        self.stem = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = [self.stem(x)]
        for layer in self.layers:
            features.append(layer(F.relu(torch.cat(features, 1))))
        return torch.cat(features, 1)


class Broken(nn.Module):
    """The projection forgets the stride."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.conv1 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.bn1 = nn.BatchNorm2d(32)
        self.projection = nn.Conv2d(16, 32, 1)
        self.fc = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.stem(x))
        y = self.bn1(self.conv1(x))
        y = F.relu(y + self.projection(x))
        return self.fc(y.mean((2, 3)))


class Raising(nn.Module):
    """Fails in Python code between two operators."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features = {"x": self.inner(x)}
        return features["y"]


class Functional(nn.Module):
    """All in one forward, the weights bare parameters; one module is never called."""

    def __init__(self) -> None:
        super().__init__()
        shapes = [(16, 3, 3, 3), *[(16, 16, 3, 3)] * 6]
        self.weights = nn.ParameterList(nn.Parameter(torch.empty(shape)) for shape in shapes)
        self.fc = nn.Parameter(torch.empty(10, 16))
        self.forgotten = nn.Sequential(nn.Linear(3, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.conv2d(x, self.weights[0], padding=1))
        for number in range(1, 7, 2):
            y = F.relu(F.conv2d(x, self.weights[number], padding=1))
            x = F.relu(x + F.conv2d(y, self.weights[number + 1], padding=1))
        return F.linear(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1), self.fc)


class Tied(nn.Module):
    """One cell, several times; several outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.cell = nn.Sequential(nn.Conv2d(16, 16, 3, padding=1), _norm_relu(16))
        self.fc = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        x = self.stem(x)
        for _ in range(3):
            x = x + self.cell(x)
        return {"logits": self.fc(x.mean((2, 3))), "features": x}


class Siamese(nn.Module):
    """One backbone for two inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = nn.Sequential(DoubleConv(3, 8), nn.MaxPool2d(2), DoubleConv(8, 16))

    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        return (self.backbone(left) - self.backbone(right)).abs()


class SharedNorm(nn.Module):
    """One normalization after two convolutions, and an Identity."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.bn = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()
        self.drop = nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.drop(self.relu(self.bn(self.conv1(x))))
        return x + self.relu(self.bn(self.conv2(x)))


class Shuffling(nn.Module):
    """Reshapes in a row, as in a channel shuffle."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)
        self.spare = nn.Sequential()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        return x.view(1, 2, 4, 64, 64).transpose(1, 2).reshape(1, 8, 64, 64)


class OneDimensional(nn.Module):
    """A network on sequences."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(2, 8, 7, stride=2, padding=3)
        self.body = nn.Conv1d(8, 8, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        return x + self.body(x)


_IMAGE = (1, 3, 64, 64)
OWN: dict[str, tuple[type[nn.Module], tuple[tuple[int, ...], ...]]] = {
    "unet": (UNet, (_IMAGE,)),
    "densenet": (DenseNet, (_IMAGE,)),
    "broken": (Broken, (_IMAGE,)),
    "raising": (Raising, (_IMAGE,)),
    "functional": (Functional, (_IMAGE,)),
    "tied": (Tied, (_IMAGE,)),
    "siamese": (Siamese, (_IMAGE, _IMAGE)),
    "shared_norm": (SharedNorm, (_IMAGE,)),
    "shuffling": (Shuffling, (_IMAGE,)),
    "one_dimensional": (OneDimensional, ((1, 2, 64),)),
}
REFERENCE = ("resnet18", "resnet50", "resnet50_v1", "resnet20", "seresnet50", "resnet50d")
ALL = (*OWN, *REFERENCE)


def report_on(name: str) -> Report:
    """Trace a network; ``broken+recover`` goes on past the failure."""
    base, _, flag = name.partition("+")
    with torch.device("meta"):
        network, shapes = _network(base)
        inputs = [torch.empty(shape) for shape in shapes]
    run = Run(target=base, network=type(network).__name__)
    options = TraceOptions(recover=flag == "recover", train=flag == "train")
    return Report(trace_module(network, inputs, run, options))


def _network(name: str) -> tuple[nn.Module, tuple[tuple[int, ...], ...]]:
    if name in OWN:
        make, shapes = OWN[name]
        return make(), shapes
    return build(name), ((1, 3, *(2 * (32 if name == "resnet20" else 224,))),)
