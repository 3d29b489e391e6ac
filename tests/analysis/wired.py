"""Networks written as one function each, in many people's styles, and traced."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from resnet_inspect.graph import Graph, Run
from resnet_inspect.tracing.trace import TraceOptions, trace_module

Shape = tuple[int, ...]


class Net(nn.Module):
    """Layers by name, and the function that wires them."""

    def __init__(self, wiring: Callable[..., Any], **layers: nn.Module) -> None:
        super().__init__()
        self.wiring = wiring
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, *inputs: Tensor) -> Any:  # noqa: ANN401 - whatever the wiring returns
        """Call the wiring."""
        return self.wiring(self, *inputs)


def conv(source: int, target: int, kernel: int = 3, stride: int = 1) -> nn.Conv2d:
    """Return a padded convolution without bias."""
    return nn.Conv2d(source, target, kernel, stride, kernel // 2, bias=False)


def norm(channels: int) -> nn.BatchNorm2d:
    """Return a batch normalization."""
    return nn.BatchNorm2d(channels)


def traced(
    build: Callable[[], nn.Module], *shapes: Shape, train: bool = False, recover: bool = False
) -> Graph:
    """Build on the meta device and trace; one input of 8 channels unless shapes are given."""
    with torch.device("meta"):
        network = build()
        inputs = [torch.empty(shape) for shape in shapes or ((1, 8, 16, 16),)]
    run = Run(target=build.__name__, network=type(network).__name__)
    return trace_module(network, inputs, run, TraceOptions(train=train, recover=recover))
