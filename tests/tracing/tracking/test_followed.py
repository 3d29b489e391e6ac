"""Numbers that a forward pass makes of shapes compute as before, and tell where they are from."""

import copy
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from resnet_inspect.api import inspect
from resnet_inspect.graph import Graph, Node, Ref
from resnet_inspect.graph.codec import dumps, loads
from resnet_inspect.tracing.tracking.followed import FollowedInt, plain
from resnet_inspect.tracing.tracking.ledger import Ledger


def height() -> FollowedInt:
    ledger = Ledger()
    return FollowedInt(28, ledger.size(28, Ref(0), 2), ledger)


@pytest.mark.parametrize(
    "compute",
    [
        lambda h: h // 3, lambda h: -(-h // 8), lambda h: h / 2, lambda h: math.ceil(h / 3),
        lambda h: round(h * 0.3), lambda h: 3 - h, lambda h: 100 % h, lambda h: divmod(h, 5),
        lambda h: max(h, 30), int, math.sqrt, lambda h: f"{h}",
        lambda h: {28: "yes"}[h], lambda h: [0] * h, lambda h: list(range(h)), bool,
        lambda h: sum([h, 1]), lambda h: math.prod([h, h]), lambda h: h**2, abs, copy.deepcopy,
        lambda h: h == "28",
    ],
)  # fmt: skip
def test_a_followed_number_computes_as_a_plain_one(compute: Callable[[Any], Any]) -> None:
    assert plain(compute(height())) == compute(28)


def test_arithmetic_is_noted_and_a_comparison_is_a_decision() -> None:
    h = height()
    assert (h // 2 + 1 > 3) is True
    operators = [number.operator for number in h.ledger.numbers]
    assert operators == ["size", "literal", "floordiv", "literal", "add", "literal", "gt"]
    (decision,) = h.ledger.decisions.values()
    assert h.ledger.numbers[decision.number].operator == "gt"


def test_numbers_of_another_forward_pass_are_literals() -> None:
    mine, other = height(), height()
    total = mine + other
    assert [number.operator for number in mine.ledger.numbers] == ["size", "literal", "add"]
    assert total == 56


class Cropping(nn.Module):
    """Crops and reshapes by numbers from shapes, and by one that is not."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Go on at half the height."""
        half = x[:, :, : x.shape[2] // 2]
        padded = functional.pad(half, [0, x.size(-1) % 8, 0, 0])
        b, c, h, w = padded.size()
        flat = padded.view(b, c * h, w) + torch.zeros(b, c * h, w)
        return flat.view(-1, 16)


def traced() -> Graph:
    return inspect(Cropping(), (1, 3, 32, 36)).graph


def node(graph: Graph, op: str) -> Node:
    return next(one for one in graph.nodes if one.op == op)


def test_operators_tell_which_arguments_came_from_shapes() -> None:
    graph = traced()
    crop, pad, view = node(graph, "getitem"), node(graph, "pad"), node(graph, "view")
    assert [(one.argument, one.place) for one in crop.sizes] == [("index", 7)]
    assert [(one.argument, one.place) for one in pad.sizes] == [("pad", 1)]
    assert [graph.numbers[one.number].value for one in view.sizes] == [1, 48, 40]
    assert not graph.nodes[-1].sizes


def test_no_followed_number_is_left_in_the_graph() -> None:
    values = [value for one in traced().nodes for value in getattr(one.attrs, "requested", ())]
    assert values
    assert all(type(value) is int for value in values)


def test_numbers_survive_saving() -> None:
    graph = traced()
    assert loads(dumps(graph)) == graph
