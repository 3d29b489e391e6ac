"""Tracing a module, or a function as the forward pass of one."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from resnet_inspect.graph import Graph, Run
from resnet_inspect.tracing.trace import TraceOptions, trace_module

Trace = Callable[..., Graph]


class Forward(nn.Module):
    """A module whose forward pass is a function; its modules are registered by name."""

    def __init__(self, function: Callable[..., Any], **modules: nn.Module) -> None:
        super().__init__()
        self.function = function
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, *inputs: torch.Tensor) -> Any:  # noqa: ANN401 - whatever is under test
        """Call the function with the module, for its parts, and the inputs."""
        return self.function(self, *inputs)


@pytest.fixture(scope="session")
def trace() -> Trace:
    """Return a function that traces a module on inputs of the shapes given."""

    def traced(network: nn.Module, *shapes: tuple[int, ...], **options: Any) -> Graph:  # noqa: ANN401 - TraceOptions
        inputs = [torch.empty(shape, device="meta") for shape in shapes or [(2, 4, 8, 8)]]
        run = Run(target="test", network=type(network).__name__)
        return trace_module(network, inputs, run, TraceOptions(**options))

    return traced


@pytest.fixture(scope="session")
def forward(trace: Trace) -> Trace:
    """Return a function that traces ``function(module, *inputs)`` as a forward pass."""

    def traced(
        function: Callable[..., Any],
        *shapes: tuple[int, ...],
        parts: dict[str, nn.Module] | None = None,
        **options: Any,  # noqa: ANN401 - TraceOptions
    ) -> Graph:
        graph = trace(Forward(function, **(parts or {})), *shapes, **options)
        if not options.get("recover"):
            assert graph.failures == ()
        return graph

    return traced
