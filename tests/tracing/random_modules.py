"""Random small networks: 1-D to 3-D, nested, with shortcuts, branches and layers used twice."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - as everybody calls it

WIDTHS = st.sampled_from([4, 8, 12])
DEEPEST = 3
Made = tuple[nn.Module, int]
"""A part, and the width of what it returns."""
Part = Callable[[int, int, int], st.SearchStrategy[Made]]

_CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
_TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
_NORMS = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
_POOLS: dict[int, list[type[nn.Module]]] = {
    1: [nn.MaxPool1d, nn.AvgPool1d],
    2: [nn.MaxPool2d, nn.AvgPool2d],
    3: [nn.MaxPool3d, nn.AvgPool3d],
}


def _write_through_a_view(x: Tensor) -> Tensor:
    y = x * 1.0
    y.flatten(1).add_(1.0)
    return y


_FUNCTIONS: list[Callable[[Tensor], Tensor]] = [
    torch.relu, torch.sigmoid, F.silu, lambda x: x * 2.0, lambda x: x.clone().relu_(),
    lambda x: x + x, _write_through_a_view, lambda x: torch.cat(list(x.chunk(2, 1))[::-1], 1),
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A network and the shape of an input that it takes."""

    network: nn.Module
    shape: tuple[int, ...]


class Function(nn.Module):
    """An operator without parameters, called in the forward pass."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def forward(self, x: Tensor) -> Tensor:
        """Call it."""
        return _FUNCTIONS[self.number](x)


class Residual(nn.Module):
    """Adds what a shortcut makes of the input; some do it in place."""

    def __init__(self, body: nn.Module, shortcut: nn.Module | None, *, inplace: bool) -> None:
        super().__init__()
        self.body = body
        self.shortcut = shortcut
        self.inplace = inplace

    def forward(self, x: Tensor) -> Tensor:
        """Add."""
        y = self.body(x)
        identity = x if self.shortcut is None else self.shortcut(x)
        if self.inplace and y is not identity:
            y = y * 1.0
            y += identity
            return y
        return torch.add(y, identity)


class Branches(nn.Module):
    """Puts what two parts make of the input side by side."""

    def __init__(self, left: nn.Module, right: nn.Module) -> None:
        super().__init__()
        self.parts = nn.ModuleDict({"left": left, "right": right})

    def forward(self, x: Tensor) -> Tensor:
        """Concatenate."""
        return torch.cat([part(x) for part in self.parts.values()], dim=1)


class Twice(nn.Module):
    """Calls one module twice."""

    def __init__(self, part: nn.Module) -> None:
        super().__init__()
        self.part = part

    def forward(self, x: Tensor) -> Tensor:
        """Call it on its own output."""
        return self.part(self.part(x))


class Head(nn.Module):
    """Global average and a linear layer, whatever the dimensions."""

    def __init__(self, body: nn.Module, width: int, classes: int) -> None:
        super().__init__()
        self.body = body
        self.fc = nn.Linear(width, classes, bias=classes % 2 == 0)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Return logits and features."""
        y = self.body(x)
        return {"logits": self.fc(y.flatten(2).mean(-1)), "features": y}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a network in evaluation mode."""
    dimensions = draw(st.integers(1, 3))
    channels = draw(WIDTHS)
    body, width = draw(_chain(dimensions, channels, 0))
    network: nn.Module = body
    if draw(st.booleans()):
        network = Head(body, width, draw(st.integers(1, 6)))
    size = draw(st.lists(st.integers(6, 9), min_size=dimensions, max_size=dimensions))
    return Case(network.eval(), (draw(st.integers(1, 2)), channels, *size))


@st.composite
def _chain(draw: st.DrawFn, dimensions: int, width: int, depth: int) -> Made:
    parts: list[nn.Module] = []
    for _ in range(draw(st.integers(1, 3))):
        part, width = draw(_part(dimensions, width, depth))
        parts.append(part)
    return nn.Sequential(*parts), width


@st.composite
def _part(draw: st.DrawFn, dimensions: int, width: int, depth: int) -> Made:
    kinds: list[Part] = [_conv, _conv, _norm, _function, _pool, _transposed]
    nested: list[Part] = [_residual, _branches, _twice] if depth < DEEPEST else []
    return draw(draw(st.sampled_from([*kinds, *nested]))(dimensions, width, depth))


@st.composite
def _norm(draw: st.DrawFn, dimensions: int, width: int, _depth: int) -> Made:
    return draw(st.sampled_from([_NORMS[dimensions](width), nn.GroupNorm(2, width)])), width


@st.composite
def _function(draw: st.DrawFn, _dimensions: int, width: int, _depth: int) -> Made:
    return Function(draw(st.integers(0, len(_FUNCTIONS) - 1))), width


@st.composite
def _pool(draw: st.DrawFn, dimensions: int, width: int, _depth: int) -> Made:
    pool = draw(st.sampled_from(_POOLS[dimensions]))
    return pool(3, stride=1, padding=1), width  # type: ignore[call-arg]


@st.composite
def _transposed(draw: st.DrawFn, dimensions: int, width: int, _depth: int) -> Made:
    groups = draw(st.sampled_from([1, 2]))
    return _TRANSPOSED[dimensions](width, width, 3, padding=1, groups=groups), width


@st.composite
def _residual(draw: st.DrawFn, dimensions: int, width: int, depth: int) -> Made:
    body, out = draw(_chain(dimensions, width, depth + 1))
    shortcut = None if out == width else _CONVOLUTIONS[dimensions](width, out, 1)
    return Residual(body, shortcut, inplace=draw(st.booleans())), out


@st.composite
def _branches(draw: st.DrawFn, dimensions: int, width: int, depth: int) -> Made:
    left, one = draw(_chain(dimensions, width, depth + 1))
    right, other = draw(_chain(dimensions, width, depth + 1))
    fuse = _CONVOLUTIONS[dimensions](one + other, width, 1)
    return nn.Sequential(Branches(left, right), fuse), width


@st.composite
def _twice(draw: st.DrawFn, dimensions: int, width: int, depth: int) -> Made:
    body, out = draw(_chain(dimensions, width, depth + 1))
    return Twice(nn.Sequential(body, _CONVOLUTIONS[dimensions](out, width, 1))), width


@st.composite
def _conv(draw: st.DrawFn, dimensions: int, width: int, _depth: int) -> Made:
    """Draw a convolution that keeps the size."""
    out, kernel = draw(WIDTHS), draw(st.sampled_from([1, 3, 5]))
    dilation = draw(st.integers(1, 2))
    conv = _CONVOLUTIONS[dimensions](
        width, out, kernel,
        padding=dilation * (kernel // 2), dilation=dilation,
        groups=draw(st.sampled_from([1, 2, 4])), bias=draw(st.booleans()),
    )  # fmt: skip
    return conv, out
