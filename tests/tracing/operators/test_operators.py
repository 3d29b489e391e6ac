"""Every spelling of an operator is the same operator, with its operands and settings."""
# ruff: noqa: ARG005 - every case takes the module, few need it

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody writes it
from torch import Tensor, nn

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConcatAttrs,
    ConvAttrs,
    LinearAttrs,
    NormAttrs,
    OpKind,
    PadAttrs,
    PoolAttrs,
    ReduceAttrs,
    ReshapeAttrs,
)
from tests.tracing.conftest import Trace
from tests.tracing.formula import formula

SMALL = (2, 3)

SPELLINGS: list[tuple[str, OpKind, list[Callable[..., Any]]]] = [
    ("relu(x)", OpKind.ACTIVATION, [
        lambda m, x: F.relu(x), lambda m, x: torch.relu(x), lambda m, x: x.relu(),
        lambda m, x: x.relu_(), lambda m, x: torch.relu_(x), lambda m, x: F.relu_(x),
        lambda m, x: F.relu(x, inplace=True), lambda m, x: F.relu(x, True),  # noqa: FBT003
        lambda m, x: nn.ReLU()(x), lambda m, x: nn.ReLU(inplace=True)(x),
    ]),
    ("clamp(x)", OpKind.ACTIVATION, [
        lambda m, x: x.clamp(min=0), lambda m, x: torch.clamp(x, 0), lambda m, x: x.clip(0),
    ]),
    ("sigmoid(x)", OpKind.ACTIVATION, [
        lambda m, x: x.sigmoid(), lambda m, x: F.sigmoid(x), lambda m, x: torch.sigmoid(x),
    ]),
    ("softmax(x)", OpKind.SOFTMAX, [
        lambda m, x: x.softmax(1), lambda m, x: F.softmax(x, 1), lambda m, x: nn.Softmax(1)(x),
    ]),
    ("add(x)", OpKind.ADD, [
        lambda m, x: x + 1, lambda m, x: 1 + x, lambda m, x: x.add_(1), lambda m, x: x + m.weight,
    ]),
    ("mul(x)", OpKind.MULTIPLY, [
        lambda m, x: x * 2, lambda m, x: 2 * x, lambda m, x: torch.multiply(x, 2),
        lambda m, x: m.weight * x,
    ]),
    ("sub(x)", OpKind.ARITHMETIC, [lambda m, x: x - 1, lambda m, x: torch.subtract(x, 1)]),
    ("div(x)", OpKind.ARITHMETIC, [
        lambda m, x: x / 2, lambda m, x: torch.true_divide(x, 2), lambda m, x: x.div_(2),
    ]),
    ("flatten(x)", OpKind.RESHAPE, [
        lambda m, x: x.flatten(1), lambda m, x: torch.flatten(x, 1), lambda m, x: nn.Flatten()(x),
    ]),
    ("view(x)", OpKind.RESHAPE, [
        lambda m, x: x.view(-1), lambda m, x: x.view((-1,)), lambda m, x: x.view(x.size(0), -1),
    ]),
    ("permute(x)", OpKind.RESHAPE, [
        lambda m, x: x.permute(1, 0), lambda m, x: torch.permute(x, (1, 0)),
    ]),
    ("transpose(x)", OpKind.RESHAPE, [
        lambda m, x: x.transpose(0, 1), lambda m, x: torch.swapaxes(x, 0, 1),
    ]),
    ("mean(x)", OpKind.REDUCE, [
        lambda m, x: x.mean(1), lambda m, x: torch.mean(x, dim=1), lambda m, x: x.mean(),
    ]),
    ("cat(x, x)", OpKind.CONCAT, [
        lambda m, x: torch.cat([x, x]), lambda m, x: torch.cat((x, x), -1),
        lambda m, x: torch.concat([x, x], dim=1), lambda m, x: torch.cat(tensors=[x, x], axis=1),
    ]),
    ("stack(x, x)", OpKind.CONCAT, [lambda m, x: torch.stack([x, x])]),
    ("pad(x)", OpKind.PAD, [
        lambda m, x: F.pad(x, (1, 1)), lambda m, x: F.pad(x, [1, 1], value=2.0),
        lambda m, x: nn.ConstantPad1d(1, 0.0)(x),
    ]),
    ("getitem(x)", OpKind.INDEX, [
        lambda m, x: x[0], lambda m, x: x[:, 1:], lambda m, x: x[..., None], lambda m, x: x[:, [0]],
    ]),
    ("chunk(x)[0]", OpKind.INDEX, [
        lambda m, x: x.chunk(3, 1)[0], lambda m, x: torch.chunk(x, chunks=3, dim=1)[0],
    ]),
    ("dropout(x)", OpKind.DROPOUT, [
        lambda m, x: F.dropout(x, 0.5), lambda m, x: nn.Dropout()(x),
        lambda m, x: F.dropout(x, 0.5, False),  # noqa: FBT003
    ]),
    ("clone(x)", OpKind.COPY, [lambda m, x: x.clone(), lambda m, x: torch.clone(x)]),
    ("detach(x)", OpKind.COPY, [lambda m, x: x.detach()]),
    ("linear(x)", OpKind.LINEAR, [
        lambda m, x: F.linear(x, m.square), lambda m, x: F.linear(x, m.square, m.weight),
    ]),
    ("matmul(x)", OpKind.MATMUL, [
        lambda m, x: x @ m.square, lambda m, x: torch.matmul(x, m.square),
        lambda m, x: x.matmul(m.square),
    ]),
    ("matmul(x, permute(x))", OpKind.MATMUL, [lambda m, x: x @ x.permute(1, 0)]),
    ("einsum(x, x)", OpKind.MATMUL, [lambda m, x: torch.einsum("ab,cb->ac", x, x)]),
    ("pow(x)", OpKind.ARITHMETIC, [lambda m, x: x**2, lambda m, x: 2**x, lambda m, x: x.pow(2)]),
    ("maximum(x, x)", OpKind.ARITHMETIC, [
        lambda m, x: torch.maximum(x, x), lambda m, x: torch.max(x, x), lambda m, x: x.max(x),
    ]),
    ("max(x)[0]", OpKind.REDUCE, [
        lambda m, x: x.max(1)[0], lambda m, x: torch.max(x, dim=1).values,
    ]),
]  # fmt: skip


class Holder(nn.Module):
    """A module with two parameters and a function for a forward pass."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function
        self.weight = nn.Parameter(torch.ones(3))
        self.square = nn.Parameter(torch.ones(3, 3))

    def forward(self, x: Tensor) -> Any:  # noqa: ANN401 - whatever is under test
        """Call the function."""
        return self.function(self, x)


@pytest.mark.parametrize(
    ("expected", "kind", "function"),
    [(text, kind, function) for text, kind, functions in SPELLINGS for function in functions],
)
def test_each_spelling_is_the_same_operator(
    trace: Trace, expected: str, kind: OpKind, function: Callable[..., Any]
) -> None:
    graph = trace(Holder(function), SMALL)

    assert graph.failures == ()
    assert formula(graph) == expected
    assert graph.nodes[-1].kind is kind


@pytest.mark.parametrize(
    ("function", "attrs"),
    [
        (lambda m, x: F.max_pool2d(x, 3, 2, 1), PoolAttrs(kernel_size=(3, 3), stride=(2, 2),
                                                          padding=(1, 1))),
        (lambda m, x: F.max_pool2d(x, 2), PoolAttrs(kernel_size=(2, 2), stride=(2, 2))),
        (lambda m, x: F.avg_pool2d(x, (2, 3), ceil_mode=True, count_include_pad=False),
         PoolAttrs(kernel_size=(2, 3), stride=(2, 3), ceil_mode=True, count_include_pad=False)),
        (lambda m, x: F.adaptive_avg_pool2d(x, 1), AdaptivePoolAttrs(output_size=(1, 1))),
        (lambda m, x: F.adaptive_avg_pool2d(x, (None, 2)),
         AdaptivePoolAttrs(output_size=(None, 2))),
        (lambda m, x: F.pad(x, (1, 2, 3, 4), mode="reflect"),
         PadAttrs(padding=(1, 2, 3, 4), mode="reflect")),
        (lambda m, x: torch.cat([x, x], dim=-3), ConcatAttrs(dim=-3)),
        (lambda m, x: torch.stack((x, x), 2), ConcatAttrs(dim=2)),
        (lambda m, x: x.view(2, -1), ReshapeAttrs(requested=(2, -1))),
        (lambda m, x: x.reshape([2, -1]), ReshapeAttrs(requested=(2, -1))),
        (lambda m, x: x.flatten(start_dim=2), ReshapeAttrs(requested=(2, -1))),
        (lambda m, x: x.mean([2, 3], True), ReduceAttrs(dims=(2, 3), keepdim=True)),  # noqa: FBT003
        (lambda m, x: x.sum(), ReduceAttrs(dims=())),
        (lambda m, x: F.batch_norm(x, None, None, training=True),
         NormAttrs(channels=4, affine=False, uses_batch_statistics=True)),
        (lambda m, x: F.group_norm(x, 2, eps=1e-3),
         NormAttrs(channels=4, affine=False, groups=2, epsilon=1e-3)),
        (lambda m, x: F.conv2d(x, torch.ones(6, 2, 3, 5), padding="same", groups=2),
         ConvAttrs(in_channels=4, out_channels=6, kernel_size=(3, 5), padding=(1, 2), groups=2)),
        (lambda m, x: torch.conv2d(x, torch.ones(6, 4, 3, 3), torch.ones(6), 2, 1, 2),
         ConvAttrs(in_channels=4, out_channels=6, kernel_size=(3, 3), stride=(2, 2),
                   padding=(1, 1), dilation=(2, 2), has_bias=True)),
        (lambda m, x: F.conv_transpose2d(x, torch.ones(4, 3, 2, 2), stride=2),
         ConvAttrs(in_channels=4, out_channels=3, kernel_size=(2, 2), stride=(2, 2),
                   transposed=True)),
        (lambda m, x: F.linear(x, torch.ones(5, 8)),
         LinearAttrs(in_features=8, out_features=5, has_bias=False)),
    ],
)  # fmt: skip
def test_settings_are_read_off_the_call(
    forward: Trace, function: Callable[..., Any], attrs: object
) -> None:
    assert forward(function).nodes[-1].attrs == attrs


@pytest.mark.parametrize(
    ("build", "shape", "attrs"),
    [
        (lambda: nn.Conv1d(3, 6, 5, 2, 2, groups=3), (2, 3, 9),
         ConvAttrs(in_channels=3, out_channels=6, kernel_size=(5,), stride=(2,), padding=(2,),
                   dilation=(1,), groups=3, has_bias=True)),
        (lambda: nn.Conv3d(3, 6, (1, 3, 3), (1, 2, 2), (0, 1, 1), bias=False), (2, 3, 4, 8, 8),
         ConvAttrs(in_channels=3, out_channels=6, kernel_size=(1, 3, 3), stride=(1, 2, 2),
                   padding=(0, 1, 1), dilation=(1, 1, 1))),
        (lambda: nn.Conv2d(3, 6, 3, padding=1, padding_mode="reflect", bias=False), (2, 3, 8, 8),
         ConvAttrs(in_channels=3, out_channels=6, kernel_size=(3, 3))),
        (lambda: nn.BatchNorm2d(3, affine=False), (2, 3, 8, 8),
         NormAttrs(channels=3, affine=False)),
        (lambda: nn.LayerNorm(8, eps=1e-6), (2, 3, 8), NormAttrs(channels=8, epsilon=1e-6)),
        (lambda: nn.InstanceNorm2d(3), (2, 3, 8, 8),
         NormAttrs(channels=3, affine=False, uses_batch_statistics=True)),
    ],
)  # fmt: skip
def test_settings_of_modules_are_those_of_their_operator(
    trace: Trace, build: Callable[[], nn.Module], shape: tuple[int, ...], attrs: object
) -> None:
    assert trace(build(), shape).nodes[-1].attrs == attrs


def test_batch_normalization_uses_batch_statistics_in_training_only(trace: Trace) -> None:
    norm = nn.BatchNorm2d(4)

    assert not trace(norm).nodes[-1].attrs.uses_batch_statistics
    assert trace(norm, train=True).nodes[-1].attrs.uses_batch_statistics


def test_factory_functions_have_no_inputs(forward: Trace) -> None:
    graph = forward(lambda _, x: torch.cat([x, torch.zeros_like(x), x.new_zeros(x.shape)], 1))

    assert formula(graph) == "cat(x, zeros_like(), new_zeros())"


def test_the_parameters_an_operator_reads_are_named_in_order(trace: Trace) -> None:
    graph = trace(nn.Sequential(nn.Conv2d(4, 4, 1), nn.BatchNorm2d(4)))

    names = [[graph.parameters[p].name for p in node.parameters] for node in graph.nodes]
    assert names == [
        [], ["0.weight", "0.bias"], ["1.running_mean", "1.running_var", "1.weight", "1.bias"],
    ]  # fmt: skip


def test_custom_and_overloaded_operators_have_plain_names(forward: Trace) -> None:
    graph = forward(lambda _, x: torch.ops.aten.relu.default(torch.ops.aten.add.Tensor(x, x)))

    assert formula(graph) == "relu(add(x, x))"
    assert [node.kind for node in graph.nodes[1:]] == [OpKind.ADD, OpKind.ACTIVATION]
