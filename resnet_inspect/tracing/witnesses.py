"""Ask torchinfo, fvcore and torch's FlopCounterMode about a network, on a small real input."""

import copy
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version

import torch
from torch import nn

from resnet_inspect.errors import InspectError
from resnet_inspect.graph import Graph, TensorSpec
from resnet_inspect.graph.answer import Answer
from resnet_inspect.tracing.building.state import quiet, same_random_state
from resnet_inspect.tracing.building.values import fill
from resnet_inspect.tracing.devices import ValuesNeededError
from resnet_inspect.tracing.trace import TraceOptions, trace_module

SIDES = (32, 64, 128, 224)
"""Sizes to try, smallest first, before the network's own."""

Specs = tuple[TensorSpec, ...]
Witness = Callable[[nn.Module, Sequence[torch.Tensor]], int]


def ask_witnesses(
    network: nn.Module, graph: Graph, *, shrink: bool = True
) -> tuple[Graph, tuple[Answer, ...]]:
    """Ask three tools how much a network computes.

    Args:
        network: The network that ``graph`` is a trace of, on any device, the meta device included.
            A copy of it is run; the network itself is left alone.
        graph: Tells the number, shapes and dtypes of the inputs.
        shrink: Whether a smaller input than the graph's will do.

    Returns:
        A trace in evaluation mode, on one sample of the smallest image that the network accepts
        or, without ``shrink``, of the graph's own size; and what each tool says of the same network
        and input.

    Raises:
        InspectError: The network cannot be copied, or its forward pass fails.
    """
    with same_random_state(), quiet(), _silent("fvcore"):
        subject = _real_copy(network).eval()
        small = _smallest_trace(subject, graph, shrink=shrink)
        inputs = tuple(_sample(node.output) for node in small.inputs())
        answers = tuple(_ask(tool, subject, inputs) for tool in _TOOLS)
    return small, answers


def _ask(tool: str, network: nn.Module, inputs: Sequence[torch.Tensor]) -> Answer:
    """Return a tool's figure, or why it has none."""
    package, witness = _TOOLS[tool]
    try:
        with torch.no_grad(), _attention_in_steps():
            figure = witness(network, inputs)
    except Exception as error:  # noqa: BLE001 - a tool that fails is a finding, not our failure
        reason = ": ".join([type(error).__name__, *str(error).strip().splitlines()[:1]])
        return Answer(tool=tool, version=version(package), figure=None, error=reason)
    return Answer(tool=tool, version=version(package), figure=figure)


def _torchinfo(network: nn.Module, inputs: Sequence[torch.Tensor]) -> int:
    from torchinfo import summary  # noqa: PLC0415 - only a cross-check needs it

    result = summary(network, input_data=list(inputs), verbose=0, device="cpu")
    return int(result.total_mult_adds)


def _fvcore(network: nn.Module, inputs: Sequence[torch.Tensor]) -> int:
    from fvcore.nn import (  # type: ignore[import-untyped]  # noqa: PLC0415 - see above
        FlopCountAnalysis,
    )

    analysis = FlopCountAnalysis(network, tuple(inputs))
    analysis.unsupported_ops_warnings(enabled=False).uncalled_modules_warnings(enabled=False)
    return int(analysis.tracer_warnings("none").total())


def _flop_counter(network: nn.Module, inputs: Sequence[torch.Tensor]) -> int:
    from torch.utils.flop_counter import FlopCounterMode  # noqa: PLC0415 - as above

    with FlopCounterMode(display=False) as counter:
        network(*inputs)
    return int(counter.get_total_flops())


@contextmanager
def _attention_in_steps() -> Iterator[None]:
    """Switch fused attention off: no tool has a formula for it on the CPU."""
    from torch.nn.attention import (  # noqa: PLC0415 - takes long to import
        SDPBackend,
        sdpa_kernel,
    )

    fast_path = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(value=False)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)


_TOOLS: Mapping[str, tuple[str, Witness]] = {
    "torchinfo": ("torchinfo", _torchinfo),
    "fvcore": ("fvcore", _fvcore),
    "FlopCounterMode": ("torch", _flop_counter),
}


def _real_copy(network: nn.Module) -> nn.Module:
    """Return a copy on the CPU; weights that have no values get some."""
    try:
        subject = copy.deepcopy(network)
    except Exception as error:
        message = f"`{type(network).__name__}` cannot be copied, so no tool was asked: {error}"
        raise InspectError(message) from error
    if not any(tensor.is_meta for tensor in _tensors(subject)):
        return subject.cpu()
    subject = subject.to_empty(device="cpu")
    for tensor in _tensors(subject):
        with torch.no_grad():
            fill(tensor)
    return subject


def _tensors(network: nn.Module) -> Iterator[torch.Tensor]:
    yield from network.parameters()
    yield from network.buffers()


def _smallest_trace(network: nn.Module, graph: Graph, *, shrink: bool) -> Graph:
    """Trace at the smallest size at which the network runs; at its own if at no smaller one."""
    own = tuple(node.output for node in graph.inputs())
    for specs in (*(_smaller(own) if shrink else ()), own):
        small = _trace(network, specs, graph)
        if small is not None:
            return small
    message = "the forward pass does not reach its end, so there is nothing to compare"
    raise InspectError(message)


def _trace(network: nn.Module, specs: Specs, graph: Graph) -> Graph | None:
    inputs = [_sample(spec) for spec in specs]
    for real in (False, True):
        try:
            found = trace_module(network, inputs, graph.run, TraceOptions(real=real, owned=True))
        except ValuesNeededError:
            continue
        return found if found.complete and not found.failures else None
    return None


def _smaller(own: Specs) -> Iterator[Specs]:
    """Yield the inputs with one sample and smaller images."""
    for side in SIDES:
        specs = tuple(_shrunk(spec, side) for spec in own)
        if specs != own:
            yield specs


def _shrunk(spec: TensorSpec, side: int) -> TensorSpec:
    if len(spec.shape) < len("NCL"):
        return TensorSpec((1, *spec.shape[1:]), spec.dtype)
    batch, channels, *sizes = spec.shape
    return TensorSpec((min(batch, 1), channels, *(min(size, side) for size in sizes)), spec.dtype)


def _sample(spec: TensorSpec) -> torch.Tensor:
    """Return an input with values: noise, or zeros where the dtype is no floating-point one."""
    dtype = getattr(torch, spec.dtype)
    if dtype.is_floating_point:
        return torch.rand(spec.shape).to(dtype)
    return torch.zeros(spec.shape, dtype=dtype)


@contextmanager
def _silent(*names: str) -> Iterator[None]:
    """Mute loggers, those below them included."""
    loggers: Iterable[logging.Logger] = [logging.getLogger(name) for name in names]
    before = [(logger, logger.disabled, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, disabled, level in before:
            logger.disabled = disabled
            logger.setLevel(level)
