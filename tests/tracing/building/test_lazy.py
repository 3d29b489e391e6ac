"""Lazy layers get their shapes from the trace, and the user's own stay lazy."""

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn.parameter import is_lazy

from resnet_inspect import inspect
from resnet_inspect.graph import Graph, OpKind

Trace = Callable[..., Graph]


def network() -> nn.Sequential:
    return nn.Sequential(
        nn.LazyConv2d(8, 3, padding=1), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(5)
    )


@pytest.mark.parametrize("real", [False, True])
def test_lazy_layers_are_traced_as_what_they_become(trace: Trace, real: bool) -> None:
    graph = trace(network(), (2, 4, 6, 6), real=real)
    ready = network()
    ready(torch.zeros(2, 4, 6, 6))
    assert graph.failures == ()
    assert [module.type for module in graph.modules[1:]] == [
        "Conv2d", "BatchNorm2d", "Flatten", "Linear",
    ]  # fmt: skip
    shapes = {
        name: parameter.tensor.shape for parameter in graph.parameters for name in parameter.names
    }
    assert shapes == {name: tuple(t.shape) for name, t in ready.state_dict().items()}
    assert [node.kind for node in graph.nodes] == [
        OpKind.INPUT, OpKind.CONV, OpKind.NORM, OpKind.RESHAPE, OpKind.LINEAR,
    ]  # fmt: skip


def test_a_lazy_layer_that_is_never_called_has_no_parameters_yet(trace: Trace) -> None:
    graph = trace(nn.ModuleList([nn.LazyLinear(3)]), (1, 2))
    assert [parameter.tensor.numel for parameter in graph.parameters] == [0, 0]


def test_the_users_lazy_module_stays_lazy() -> None:
    mine = network()
    first = inspect(mine, (2, 4, 6, 6)).facts.parameters.network.total
    assert [type(layer).__name__ for layer in mine] == [
        "LazyConv2d", "LazyBatchNorm2d", "Flatten", "LazyLinear",
    ]  # fmt: skip
    assert all(map(is_lazy, mine.parameters()))
    assert inspect(mine, (2, 3, 6, 6)).facts.parameters.network.total == first - 8 * 9
    assert mine(torch.zeros(2, 7, 6, 6)).shape == (2, 5)
    assert mine[0].weight.shape == (8, 7, 3, 3)
