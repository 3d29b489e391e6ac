"""Calls of modules and of compiled functions, as they happen."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import nn
from torch.jit import ScriptModule

from resnet_inspect.graph import OpKind, Ref
from resnet_inspect.tracing.building.lazy import initialize
from resnet_inspect.tracing.devices import Device
from resnet_inspect.tracing.operators.catalogue import Operator
from resnet_inspect.tracing.operators.frozen_norm import frozen_norm, is_frozen_norm
from resnet_inspect.tracing.recording.calls import OpenCall, intercepting_module_calls
from resnet_inspect.tracing.recording.layer_raised import (
    checks_dimensions,
    empty_place,
    fraction,
    has_empty_place,
    has_fraction,
    rounded_down,
    wrong_dimensions,
)
from resnet_inspect.tracing.recording.node_writer import NodeWriter
from resnet_inspect.tracing.tracking.followed import plain
from resnet_inspect.tracing.tracking.tensors import spec_of, tensors_in

Tensor = torch.Tensor


class ModuleCalls:
    """Notes each module call in the tree of calls, and compiled code as one operator.

    Args:
        writer: The nodes, and the stack of calls.
        device: Where operators run.
        recover: Whether to go on past a place of a container that holds None.
    """

    def __init__(self, writer: NodeWriter, device: Device, *, recover: bool = False) -> None:
        self.writer = writer
        self.device = device
        self.recover = recover

    def seen(self) -> AbstractContextManager[None]:
        """Let calls of modules and scripted functions arrive here inside a ``with`` block."""
        return intercepting_module_calls(self.call_module, self.call_scripted)

    def call_module(
        self,
        original: Callable[..., Any],
        module: nn.Module,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - whatever the module returns
        """Run a module call and note it."""
        writer, calls = self.writer, self.writer.calls
        owner = calls.innermost()
        caller = calls.running[-1][0] if owner is not None else None
        call = calls.enter(module, writer.tree.path(module, owner), len(writer.nodes))
        if owner is not None:
            call.source = writer.source(caller)
        call.inputs = tuple(map(writer.ref, self._foreign(args, kwargs)))
        try:
            initialize(module, args, kwargs)
            if isinstance(module, ScriptModule):
                result = self.call_scripted(original, module, args, kwargs)
            elif is_frozen_norm(module, args, kwargs):
                result = frozen_norm(module, args[0])
            elif self.recover and has_empty_place(module):
                result = self._without_empty_places(module, call, args)
            elif self.recover and has_fraction(module):
                self.writer.failures.append(fraction(call.id))
                with rounded_down(module):
                    result = original(module, *args, **kwargs)
            elif self.recover and checks_dimensions(module):
                result = self._of_any_dimensions(original, module, call, args)
            else:
                result = original(module, *args, **kwargs)
            call.outputs = self._returned(module, call, result)
        except (Exception, SystemExit):
            calls.note_raise()
            raise
        finally:
            calls.leave(len(writer.nodes))
        return result

    def _without_empty_places(
        self, module: nn.Module, call: OpenCall, args: tuple[Any, ...]
    ) -> Any:  # noqa: ANN401 - whatever the last layer returns
        """Call the layers of a container, and note that it holds a None among them."""
        self.writer.failures.append(empty_place(call.id))
        result = args[0]
        for child in module._modules.values():  # noqa: SLF001 - `children` leaves out None
            if child is not None:
                result = child(result)
        return result

    def _of_any_dimensions(
        self,
        original: Callable[..., Any],
        module: nn.Module,
        call: OpenCall,
        args: tuple[Any, ...],
    ) -> Any:  # noqa: ANN401 - a tensor
        """Call a normalization, and go on with its input where that has too many dimensions."""
        try:
            return original(module, *args)
        except ValueError as error:
            if "input (got" not in str(error) or len(self.writer.nodes) > call.first:
                raise
            self.writer.failures.append(wrong_dimensions(error, call.id))
            return args[0]

    def call_scripted(
        self,
        original: Callable[..., Any],
        scripted: Any,  # noqa: ANN401 - a scripted function or module
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - whatever it returns
        """Run compiled code, which torch functions do not pass through, as one operator."""
        args, kwargs = plain(args), plain(kwargs)
        tensors = tensors_in(args, kwargs)
        refs, parameters = self.writer.inputs(tensors)
        placed, named = self.device.place(args, kwargs, tensors)
        name = getattr(scripted, "original_name", None) or getattr(scripted, "name", "scripted")
        with torch._C.DisableTorchFunction():  # noqa: SLF001 - meta kernels are in Python
            try:
                result = original(scripted, *placed, **named)
            except RuntimeError as error:
                self.device.check_values_needed(error, str(name), self.writer.frames.caller())
                raise
        outputs = tensors_in(result)
        self.writer.append(
            Operator(str(name), OpKind.OPAQUE), tuple(refs), tuple(map(spec_of, outputs)),
            parameters=tuple(parameters), tensors=outputs,
        )  # fmt: skip
        return result

    def _foreign(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterable[Tensor]:
        """Return the tensors among a call's arguments that are no parameters."""
        if len(args) == 1 and isinstance(args[0], Tensor) and not kwargs:
            return args if self.writer.is_tracked(args[0]) else ()
        return [tensor for tensor in tensors_in(args, kwargs) if self.writer.is_tracked(tensor)]

    def _returned(self, module: nn.Module, call: OpenCall, result: Any) -> tuple[Ref, ...]:  # noqa: ANN401
        refs = []
        for tensor in filter(self.writer.is_tracked, tensors_in(result)):
            ref = self.writer.refs.get(tensor)
            if ref is None:
                operator = Operator(type(module).__name__, OpKind.OPAQUE)
                specs = (spec_of(tensor),)
                ref = self.writer.append(operator, call.inputs, specs, tensors=(tensor,)).ref
            refs.append(ref)
        return tuple(refs)
