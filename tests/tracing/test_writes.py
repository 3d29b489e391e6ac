"""In-place writes: who reads which value, also through views of the same memory."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody writes it
from torch import Tensor, nn

from resnet_inspect.graph import Graph
from tests.tracing.conftest import Trace
from tests.tracing.formula import formula


def shortcut_after_inplace_relu(_: nn.Module, x: Tensor) -> Tensor:
    identity = x
    out = F.relu(x, inplace=True) * 2
    out += identity
    return out


def shortcut_before_relu(_: nn.Module, x: Tensor) -> Tensor:
    out = F.relu(x) * 2
    out += x
    return out


def both_halves(_: nn.Module, x: Tensor) -> Tensor:
    a, b = x.chunk(2, 1)
    a.relu_()
    b.sigmoid_()
    return torch.cat([a, b], 1)


def one_half_then_the_other(_: nn.Module, x: Tensor) -> Tensor:
    a, b = x.chunk(2, 1)
    a.relu_()
    return b


def one_half_then_the_whole(_: nn.Module, x: Tensor) -> Tensor:
    x.chunk(2, 1)[0].relu_()
    return x


def view_then_whole(_: nn.Module, x: Tensor) -> Tensor:
    x.view(2, -1).relu_()
    return x


def whole_then_earlier_view(_: nn.Module, x: Tensor) -> Tensor:
    y = x.view(2, -1)
    x.relu_()
    return y


def whole_then_earlier_slice(_: nn.Module, x: Tensor) -> Tensor:
    y = x[:, ::2]
    x.relu_()
    return y


def view_then_sibling(_: nn.Module, x: Tensor) -> Tensor:
    y, z = x.view(2, -1), x.view(-1)
    y.relu_()
    return z


def slice_augmented(_: nn.Module, x: Tensor) -> Tensor:
    x[:, :2] += 1
    return x


def slice_assigned(_: nn.Module, x: Tensor) -> Tensor:
    out = torch.zeros(2, 8, 8, 8)
    out[:, :4] = x
    out[:, 4:] = x.relu()
    return out


def slice_moved(_: nn.Module, x: Tensor) -> Tensor:
    x[:, 2:] = x[:, :2]
    return x


def part_filled(_: nn.Module, x: Tensor) -> Tensor:
    x = x * 2
    x.view(-1)[:4].zero_()
    return x


def copied_into_part(_: nn.Module, x: Tensor) -> Tensor:
    out = torch.empty(2, 8, 8, 8)
    out[:, :4].copy_(x)
    return out


def data_written(_: nn.Module, x: Tensor) -> Tensor:
    x.data.add_(1)
    return x


def detached_written(_: nn.Module, x: Tensor) -> Tensor:
    x.detach().add_(1)
    return x


def identity_in_evaluation(_: nn.Module, x: Tensor) -> Tensor:
    F.dropout(x, 0.5, training=False).relu_()
    return x


def copy_written(_: nn.Module, x: Tensor) -> Tensor:
    x.clone().relu_()
    x.flip(1).relu_()
    x[:, [0, 1]].relu_()
    x.repeat(1, 2, 1, 1).relu_()
    x.permute(0, 2, 3, 1).reshape(2, -1).relu_()
    x.to(torch.float64).relu_()
    return x


def contiguous_written(_: nn.Module, x: Tensor) -> Tensor:
    x.contiguous().relu_()
    return x


def reshaped_in_place_twice(_: nn.Module, x: Tensor) -> Tensor:
    a, b = x.relu(), x.relu()
    a.unsqueeze_(0)
    b.unsqueeze_(0)
    return b


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (shortcut_after_inplace_relu, "add(mul(relu(x)), relu(x))"),
        (shortcut_before_relu, "add(mul(relu(x)), x)"),
        (both_halves, "cat(relu(chunk(x)[0]), sigmoid(chunk(x)[1]))"),
        (one_half_then_the_other, "chunk(x)[1]"),
        (one_half_then_the_whole, "setitem(x, relu(chunk(x)[0]))"),
        (view_then_whole, "view(relu(view(x)))"),
        (whole_then_earlier_view, "view(relu(x))"),
        (whole_then_earlier_slice, "getitem(relu(x))"),
        (view_then_sibling, "view(relu(view(x)))"),
        (slice_augmented, "setitem(x, add(getitem(x)))"),
        (slice_assigned, "setitem(setitem(zeros(), x), relu(x))"),
        (slice_moved, "setitem(x, getitem(x))"),
        (part_filled, "setitem(mul(x), zero())"),
        (copied_into_part, "setitem(empty(), copy(getitem(empty()), x))"),
        (data_written, "add(data(x))"),
        (detached_written, "add(detach(x))"),
        (identity_in_evaluation, "relu(dropout(x))"),
        (copy_written, "x"),
        (contiguous_written, "relu(contiguous(x))"),
        (reshaped_in_place_twice, "unsqueeze(relu(x))"),
    ],
)
def test_a_write_is_seen_by_whoever_shares_the_memory(
    forward: Trace, function: Callable[..., Any], expected: str
) -> None:
    assert formula(forward(function)) == expected


@pytest.mark.parametrize(
    "function",
    [one_half_then_the_whole, view_then_whole, whole_then_earlier_view, view_then_sibling,
     slice_augmented, part_filled, copied_into_part, reshaped_in_place_twice],
)  # fmt: skip
def test_shapes_after_a_write_are_those_of_a_real_run(
    forward: Trace, function: Callable[..., Any]
) -> None:
    graph = forward(function)

    real = function(nn.Module(), torch.randn(2, 4, 8, 8))
    assert _output_shape(graph) == tuple(real.shape)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_the_same_answer_comes_from_memory(forward: Trace, times: int) -> None:
    for _ in range(times):
        assert formula(forward(both_halves)) == "cat(relu(chunk(x)[0]), sigmoid(chunk(x)[1]))"


def test_an_inplace_operator_names_the_input_it_overwrites(forward: Trace) -> None:
    graph = forward(shortcut_before_relu)

    relu, mul, add = graph.nodes[1:]
    assert (relu.mutates, mul.mutates, add.mutates) == ((), (), (0,))
    assert add.inputs == (mul.ref, graph.nodes[0].ref)


def test_counters_of_batch_normalization_are_no_operators(trace: Trace) -> None:
    graph = trace(nn.BatchNorm2d(4), train=True)

    assert [node.op for node in graph.nodes] == ["input", "batch_norm"]


def _output_shape(graph: Graph) -> tuple[int, ...]:
    (output,) = graph.outputs
    assert output.ref is not None
    return graph.tensor(output.ref).shape
