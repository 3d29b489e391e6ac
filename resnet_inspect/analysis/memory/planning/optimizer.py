"""What an optimizer keeps between steps, and what it needs during one."""

from collections.abc import Mapping

from resnet_inspect.analysis.memory.planning.plan import Optimizer
from resnet_inspect.graph import Graph, ParameterKind

COPIES: Mapping[Optimizer, int] = {
    Optimizer.SGD: 0, Optimizer.MOMENTUM: 1, Optimizer.ADAM: 2, Optimizer.ADAMW: 2,
}  # fmt: skip
"""Tensors of a parameter's size that are kept: a momentum; Adam's two moments."""

DURING_STEP: Mapping[Optimizer, int] = {
    Optimizer.SGD: 0, Optimizer.MOMENTUM: 0, Optimizer.ADAM: 1, Optimizer.ADAMW: 1,
}  # fmt: skip
"""Adam's denominators, of all parameters at once where it works on lists (``foreach``)."""

COUNTER_BYTES = 4
"""Adam counts each parameter's steps in a tensor."""


def state_bytes(graph: Graph, optimizer: Optimizer) -> int:
    """Return what an optimizer keeps from its first step on."""
    sizes = _trainable(graph)
    counters = COUNTER_BYTES * len(sizes) if COPIES[optimizer] > 1 else 0
    return COPIES[optimizer] * sum(sizes) + counters


def step_bytes(graph: Graph, optimizer: Optimizer) -> int:
    """Return what a step needs besides, while it runs."""
    return DURING_STEP[optimizer] * sum(_trainable(graph))


def _trainable(graph: Graph) -> list[int]:
    return [
        parameter.tensor.bytes
        for parameter in graph.parameters
        if parameter.trainable and parameter.kind is ParameterKind.PARAMETER
    ]
