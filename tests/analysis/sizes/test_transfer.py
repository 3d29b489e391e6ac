"""What each kind of operator does to receptive fields, on traced operators."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from resnet_inspect.analysis.sizes.receptive_field import ReceptiveField, receptive_fields
from resnet_inspect.graph import Graph

Field = ReceptiveField | None
SAME = ReceptiveField((3, 5), (2, 2), (0, 0))
"""What the operators read: an average over 3×5 pixels, every 2 pixels, as 1×4×16×16."""
ALL_ALONG_WIDTH = ReceptiveField((3, None), (2, 2), (0, 0))
NO_WIDTH_LEFT = ReceptiveField((3, None), (2, 0), (0, 0))
TWO_BY_TWO = ReceptiveField((5, 7), (4, 4), (0, 0))
WEIGHT = torch.ones(16, 16)


class Probe(nn.Module):
    """A pooling, and the operator in question."""

    def __init__(self, operator: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.operator = operator
        self.weight = nn.Parameter(WEIGHT)
        self.attention = nn.MultiheadAttention(16, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Apply both."""
        return self.operator(F.avg_pool2d(x, (3, 5), stride=2), self)  # type: ignore[call-arg]


OPERATORS: dict[str, tuple[Callable[[Tensor, Probe], Tensor], Field]] = {
    "concatenated channels": (
        lambda x, _: torch.cat([x, F.avg_pool2d(x, 3, stride=1, padding=1)], 1),
        ReceptiveField((7, 9), (2, 2), (-2, -2)),
    ),
    "concatenated rows": (lambda x, _: torch.cat([x, x], 2), None),
    "stack": (lambda x, _: torch.stack([x, x], 1), SAME),
    "transpose": (lambda x, _: x.transpose(2, 3), SAME),
    "matrix transpose": (lambda x, _: x.mT, SAME),
    "movedim": (lambda x, _: x.movedim(1, -1), None),
    "repeated channels": (lambda x, _: x.repeat(1, 2, 1, 1), SAME),
    "repeated rows": (lambda x, _: x.repeat(1, 1, 2, 1), None),
    "expand": (lambda x, _: x[:, :1].expand(-1, 4, -1, -1), SAME),
    "unsqueeze": (lambda x, _: x.unsqueeze(0), SAME),
    "pixel unshuffle": (lambda x, _: F.pixel_unshuffle(x, 2), TWO_BY_TWO),
    "unfold": (lambda x, _: F.unfold(x, 3), None),
    "roll": (lambda x, _: torch.roll(x, 1, 3), None),
    "flip": (lambda x, _: x.flip(3), None),
    "chunked channels": (lambda x, _: x.chunk(2, 1)[1], SAME),
    "chunked rows": (lambda x, _: x.chunk(2, 2)[1], None),
    "one channel": (lambda x, _: x.select(1, 0), SAME),
    "unbound channels": (lambda x, _: x.unbind(1)[2], SAME),
    "indexed channel": (lambda x, _: x[:, 0], SAME),
    "new dimension": (lambda x, _: x[:, None, :, 1:], ReceptiveField((3, 5), (2, 2), (2, 0))),
    "every other row": (lambda x, _: x[..., ::2, :], ReceptiveField((3, 5), (4, 2), (0, 0))),
    "picked channels": (lambda x, _: x[:, [0, 2]], None),
    "picked by a tensor": (lambda x, _: x[:, x.mean((0, 2, 3)).argsort()], None),
    "adaptive pooling": (lambda x, _: F.adaptive_avg_pool2d(x, 8), TWO_BY_TWO),
    "pooling of rows": (lambda x, _: F.adaptive_avg_pool2d(x, (None, 1)), NO_WIDTH_LEFT),
    "area": (lambda x, _: F.interpolate(x, size=8, mode="area"), TWO_BY_TWO),
    "nearest": (
        lambda x, _: F.interpolate(x, scale_factor=2.0),
        ReceptiveField((3, 5), (1, 1), (0, 0)),
    ),
    "bilinear": (
        lambda x, _: F.interpolate(x, scale_factor=2.0, mode="bilinear"),
        ReceptiveField((5, 7), (1, 1), (-2, -2)),
    ),
    "bicubic": (
        lambda x, _: F.interpolate(x, scale_factor=2.0, mode="bicubic"),
        ReceptiveField((9, 11), (1, 1), (-4, -4)),
    ),
    "grid sample": (lambda x, _: F.grid_sample(x, x[:, :2].permute(0, 2, 3, 1)), None),
    "mean, dimension kept": (lambda x, _: x.mean(3, keepdim=True), NO_WIDTH_LEFT),
    "mean": (lambda x, _: x.mean(3), NO_WIDTH_LEFT),
    "mean of all": (lambda x, _: x.mean(), ReceptiveField((None, None), (0, 0), (0, 0))),
    "largest of two": (lambda x, _: torch.max(x, x), SAME),
    "spread mean": (lambda x, _: x + x.mean(3, keepdim=True), ALL_ALONG_WIDTH),
    "softmax": (lambda x, _: torch.softmax(x, dim=3), ALL_ALONG_WIDTH),
    "softmax over channels": (lambda x, _: torch.softmax(x, dim=1), SAME),
    "linear": (lambda x, net: F.linear(x, net.weight), NO_WIDTH_LEFT),
    "product with a weight": (lambda x, net: x @ net.weight, NO_WIDTH_LEFT),
    "einsum": (lambda x, net: torch.einsum("nchw,wv->nchv", x, net.weight), None),
    "multi-head attention": (
        lambda x, net: net.attention(x[0], x[0], x[0])[0],
        NO_WIDTH_LEFT,
    ),
    "reflected borders": (
        lambda x, _: F.pad(x, (1, 1, 2, 2), mode="reflect"),
        ReceptiveField((3, 5), (2, 2), (-4, -2)),
    ),
    "kernel computed from the input": (
        lambda x, _: F.conv2d(x, x.mean((2, 3), keepdim=True)),
        ReceptiveField((None, None), (2, 2), (0, 0)),
    ),
    "batch normalization": (lambda x, _: F.batch_norm(x, None, None, training=True), SAME),
    "dropout": (lambda x, _: F.dropout(x), SAME),
    "constant added": (lambda x, _: x + torch.ones(16, 16), SAME),
}


@pytest.mark.parametrize("name", OPERATORS)
def test_fields_behind_an_operator(name: str, trace: Callable[..., Graph]) -> None:
    operator, field = OPERATORS[name]
    graph = trace(Probe(operator), (1, 4, 33, 35))  # type: ignore[arg-type]
    assert receptive_fields(graph)[1] == SAME
    assert receptive_fields(graph)[-1] == field
