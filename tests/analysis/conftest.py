"""Traced networks, for the tests that compare with torch."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from resnet_inspect.graph import Graph, Run
from resnet_inspect.tracing.trace import TraceOptions, trace_module

Trace = Callable[..., Graph]


@pytest.fixture(scope="session")
def trace() -> Trace:
    """Return a function that traces a module on inputs of the shapes given."""

    def traced(network: nn.Module, *shapes: tuple[int, ...], train: bool = False) -> Graph:
        inputs = [torch.empty(shape, device="meta") for shape in shapes]
        run = Run(target="test", network=type(network).__name__)
        return trace_module(network, inputs, run, TraceOptions(train=train))

    return traced
