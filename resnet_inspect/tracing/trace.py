"""One forward pass of a network, as a Graph."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any

import torch
from torch import nn

from resnet_inspect.errors import ConstructionError, PassingError, said_by
from resnet_inspect.graph import Failure, Graph, Output, Run
from resnet_inspect.tracing.building.module_tree import Definitions, ModuleTree
from resnet_inspect.tracing.building.state import (
    preserved,
    quiet,
    same_random_state,
    without_collection,
)
from resnet_inspect.tracing.devices import Device, MetaDevice
from resnet_inspect.tracing.interpreter import Mended, room_for_frames
from resnet_inspect.tracing.interrupts import was_pressed
from resnet_inspect.tracing.process import alone
from resnet_inspect.tracing.recording.recorder import Recorder
from resnet_inspect.tracing.tracking.frames import Frames
from resnet_inspect.tracing.tracking.tensors import Tensor, meta_like, tensors_in
from resnet_inspect.version import own_version

MAX_FRAMES = 40
"""A recursion without end has a thousand frames; its last ones say what there is to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceOptions:
    """How to trace."""

    train: bool = False
    """Trace in training mode: batch statistics, dropout, no fused paths."""
    recover: bool = False
    """Go on past a failing operator with the output that it declares."""
    real: bool = False
    """Run on the CPU with real values instead of on the meta device."""
    owned: bool = False
    """Whether the network was built for this trace, so that nobody minds how it is left."""
    definitions: Definitions = field(default_factory=dict)
    """Where its modules were constructed, if it was watched."""
    frames: Frames = field(default_factory=Frames)


def trace_module(
    network: nn.Module,
    inputs: Sequence[Any],
    run: Run,
    options: TraceOptions | None = None,
    keywords: Mapping[str, Any] | None = None,
) -> Graph:
    """Trace one forward pass of ``network``.

    Args:
        network: Any module, with parameters on any device; it is left as it was.
        inputs: The positional arguments; tensors may be on any device, their values do not count
            on the meta device.
        run: What the report says about the target; device, mode and versions are filled in.
        options: How to trace.
        keywords: The keyword arguments.

    Returns:
        The graph. Where the forward pass raised, it ends there and ``failures`` says why.

    Raises:
        ValuesNeededError: On the meta device, the network asked for values of a tensor.
    """
    options = options or TraceOptions()
    run = replace(run, training=options.train, tool_version=tool_version())
    with ExitStack() as stack:
        stack.enter_context(alone())
        stack.enter_context(without_collection())
        stack.enter_context(same_random_state())
        if not options.owned:
            stack.enter_context(preserved(network))
        stack.enter_context(quiet())
        _set_mode(network, training=options.train)
        tree = ModuleTree(network, options.definitions)
        recorder = Recorder(
            tree,
            _device(tree, options),
            options.frames,
            recover=options.recover,
            remember=not options.real,
        )
        outputs, failures = _forward(recorder, network, tuple(inputs), dict(keywords or {}))
        return _graph(recorder, run, outputs, failures)


def _set_mode(network: nn.Module, *, training: bool) -> None:
    """Choose training or evaluation mode; a network may have a ``train`` of its own.

    Raises:
        ConstructionError: It raised.
    """
    try:
        network.train(training)
    except Exception as error:  # noqa: BLE001 - the user's method may raise anything
        raise ConstructionError(
            f"`{type(network).__name__}.train({training})` raised {type(error).__name__}: "
            f"{said_by(error)}"
        ) from None


def _device(tree: ModuleTree, options: TraceOptions) -> Device:
    if not options.real:
        return MetaDevice()
    return Device(kept=() if options.owned else tree.parameter_of)


def _forward(
    recorder: Recorder, network: nn.Module, inputs: tuple[Any, ...], keywords: dict[str, Any]
) -> tuple[tuple[Output, ...] | None, list[Failure]]:
    """Run the forward pass; the outputs are None where it did not reach its end."""
    args, named = fresh(recorder.device, (inputs, keywords))
    for tensor in tensors_in(args, named):
        recorder.add_input(tensor)
    outputs, ended_by = None, []
    try:
        with _watched(recorder), Mended():
            result = network(*args, **named)
        outputs = tuple(_outputs(recorder, result, ""))
    except PassingError:
        raise
    except BaseException as error:
        if was_pressed(error):
            raise
        ended_by = [_failure(recorder, error)]
    went_past = [failed.failure for failed in recorder.failures if failed.recovered]
    return outputs, went_past + ended_by


@contextmanager
def _watched(recorder: Recorder) -> Iterator[None]:
    with (
        torch.no_grad(), room_for_frames(), recorder.seeing_calls(), recorder.checkpoints.seen(),
        recorder,
    ):  # fmt: skip
        yield


def fresh(device: Device, value: Any) -> Any:  # noqa: ANN401 - nested arguments
    """Return the same nesting with each tensor replaced by a new one on the device."""
    if isinstance(value, Tensor):
        if device.name == "meta":
            return meta_like(value)
        return _random_like(value) if value.is_meta else value.cpu().clone()
    if type(value) in {list, tuple}:
        return type(value)(fresh(device, item) for item in value)
    if isinstance(value, dict):
        return {name: fresh(device, item) for name, item in value.items()}
    return value


def _random_like(tensor: Tensor) -> Tensor:
    if tensor.is_floating_point() or tensor.is_complex():
        return torch.randn(tensor.shape, dtype=tensor.dtype)
    return torch.zeros(tensor.shape, dtype=tensor.dtype)


def _outputs(recorder: Recorder, value: Any, place: str) -> Iterator[Output]:  # noqa: ANN401 - any result
    """Yield the leaves of a returned structure with their places in it."""
    if isinstance(value, Tensor):
        yield Output(name=place, ref=recorder.ref(value))
        return
    parts = _parts(value)
    for name, part in parts:
        yield from _outputs(recorder, part, f"{place}.{name}" if place else str(name))
    if not parts:
        yield Output(name=place, ref=None, text=f"{value!r:.80}")


def _parts(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - any result
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return list(zip(value._fields, value, strict=True))
    if isinstance(value, list | tuple):
        return list(enumerate(value))
    if is_dataclass(value) and not isinstance(value, type):
        return [(part.name, getattr(value, part.name)) for part in fields(value)]
    return []


def _failure(recorder: Recorder, error: BaseException) -> Failure:
    """Describe the exception that ended the forward pass."""
    for failed in recorder.failures:
        if failed.error is error:
            return failed.failure
    frames = recorder.frames.of_traceback(error.__traceback__)
    return Failure(
        type=type(error).__name__,
        message=said_by(error),
        node=None,
        call=recorder.calls.raised_in,
        frames=frames[-MAX_FRAMES:],
    )


def _graph(
    recorder: Recorder, run: Run, outputs: tuple[Output, ...] | None, failures: list[Failure]
) -> Graph:
    return Graph(
        run=replace(
            run,
            device=recorder.device.name,
            torch_version=torch.__version__,
        ),
        nodes=tuple(recorder.nodes),
        calls=tuple(call.close() for call in recorder.calls.all),
        modules=recorder.tree.modules(),
        parameters=recorder.tree.parameters(),
        outputs=outputs or (),
        failures=tuple(failures),
        held=recorder.writer.held(),
        checkpoints=tuple(recorder.checkpoints.all),
        complete=outputs is not None,
        numbers=tuple(recorder.writer.ledger.numbers),
        decisions=tuple(recorder.writer.ledger.decisions.values()),
    )


@cache
def tool_version() -> str:
    """Return our version; whoever runs the user's code asks before that code can hide it."""
    return own_version()
