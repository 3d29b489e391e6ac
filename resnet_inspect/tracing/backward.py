"""One backward pass on the meta device, which raises the same errors as one with values."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import torch
from torch import nn

from resnet_inspect.errors import said_by
from resnet_inspect.graph.backward import Backward
from resnet_inspect.tracing.building.module_tree import ModuleTree
from resnet_inspect.tracing.building.state import preserved, quiet, same_random_state
from resnet_inspect.tracing.devices import MetaDevice
from resnet_inspect.tracing.recording.recorder import Recorder
from resnet_inspect.tracing.trace import TraceOptions, fresh
from resnet_inspect.tracing.tracking.tensors import Tensor, tensors_in


def try_backward(
    network: nn.Module,
    inputs: Sequence[Any],
    options: TraceOptions | None = None,
    keywords: Mapping[str, Any] | None = None,
) -> Backward:
    """Run the network forward with gradients and back from the sum of its outputs.

    Parameters keep the gradients that they had; nothing is allocated.

    Args:
        network: Any module; it is left as it was.
        inputs: The positional arguments.
        options: How to trace.
        keywords: The keyword arguments.

    Raises:
        ValuesNeededError: The network asked for values of a tensor.
    """
    options = options or TraceOptions(train=True)
    device = MetaDevice()
    with ExitStack() as stack:
        stack.enter_context(same_random_state())
        stack.enter_context(preserved(network))
        stack.enter_context(quiet())
        network.train(options.train)
        tree = ModuleTree(network, options.definitions)
        recorder = Recorder(tree, device, options.frames, recover=False, remember=False)
        kept = [(parameter, parameter.grad) for parameter in network.parameters()]
        try:
            args, named = fresh(device, (list(inputs), dict(keywords or {})))
            return _run(recorder, device, network, args, named)
        finally:
            for parameter, gradient in kept:
                parameter.grad = gradient


def _run(
    recorder: Recorder,
    device: MetaDevice,
    network: nn.Module,
    args: Sequence[Any],
    named: Mapping[str, Any],
) -> Backward:
    for parameter in network.parameters():
        parameter.grad = None
    try:
        with torch.enable_grad(), recorder.seeing_calls(), recorder:
            result = network(*args, **named)
    except Exception as error:  # noqa: BLE001 - the user's code may raise anything
        return Backward(error=said_by(error), reached=False)
    learned = [tensor for tensor in tensors_in(result) if tensor.requires_grad]
    if not learned:
        return Backward(error="no output depends on a trainable parameter")
    try:
        torch.autograd.backward([tensor.sum() for tensor in learned])
    except RuntimeError as error:
        return Backward(error=said_by(error))
    return Backward(without_gradient=_without_gradient(device, network))


def _without_gradient(device: MetaDevice, network: nn.Module) -> tuple[str, ...]:
    def gradient(parameter: Tensor) -> Tensor | None:
        return device.stand_in(parameter).grad

    return tuple(
        name
        for name, parameter in network.named_parameters()
        if parameter.requires_grad and gradient(parameter) is None
    )
