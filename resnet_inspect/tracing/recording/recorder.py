"""Sees every torch function that a forward pass calls, and writes a node for each operator.

A ``TorchFunctionMode`` stands between Python and torch: each call of a torch function arrives in
``__torch_function__`` with its arguments. Operators run on meta tensors, which have shapes and no
memory; a call seen before with the same shapes is answered from memory (:mod:`.memo`).
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from resnet_inspect.graph import (
    Attrs,
    CallId,
    ConvAttrs,
    Failure,
    ModulePath,
    Node,
    NodeId,
    OpKind,
    ParameterId,
    Ref,
    SourceSpan,
    TensorSpec,
)
from resnet_inspect.tracing.building.lazy import initialize
from resnet_inspect.tracing.building.module_tree import ModuleTree
from resnet_inspect.tracing.devices import Device
from resnet_inspect.tracing.operators.catalogue import (
    Function,
    Operator,
    of_two_tensors,
    operator_of,
)
from resnet_inspect.tracing.operators.memo import MEMO, Key
from resnet_inspect.tracing.operators.recovery import declared_outputs
from resnet_inspect.tracing.operators.shapes import result_shape
from resnet_inspect.tracing.recording.calls import CallStack, OpenCall, intercepting_module_calls
from resnet_inspect.tracing.tracking.frames import Frames
from resnet_inspect.tracing.tracking.region import region_of
from resnet_inspect.tracing.tracking.tensors import (
    TensorRefs,
    Write,
    share_memory,
    spec_of,
    tensors_in,
)

Tensor = torch.Tensor

_VIEWS = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY})


@dataclass(frozen=True, slots=True)
class FailedOperator:
    """An operator that raised."""

    error: Exception
    failure: Failure
    recovered: bool
    """Whether the trace went on with a stand-in for the result."""


@dataclass(slots=True)
class _Call:
    """One call of a torch function."""

    operator: Operator
    func: Function
    args: tuple[Any, ...]
    """The arguments as the user gave them."""
    kwargs: dict[str, Any]
    tensors: list[Tensor]
    """The tensors among them, in order."""
    placed: tuple[Any, ...]
    """The arguments on the device where the operator runs."""
    named: dict[str, Any]
    inplace: bool
    key: Key | None = None
    """What identifies a call whose result may be remembered."""


class Recorder(TorchFunctionMode):
    """Writes nodes and calls while a forward pass runs.

    Args:
        tree: The network's modules and parameters.
        device: Where operators run, and how tensors get there.
        frames: Finds the user's source lines.
        recover: Whether to go on past a failing operator with the output that it declares.
        remember: Whether calls seen before may be answered from memory.
    """

    def __init__(
        self, tree: ModuleTree, device: Device, frames: Frames, *, recover: bool, remember: bool
    ) -> None:
        super().__init__()
        self.tree = tree
        self.device = device
        self.frames = frames
        self.recover = recover
        self.nodes: list[Node] = []
        self.calls = CallStack()
        self.failures: list[FailedOperator] = []
        self._refs = TensorRefs()
        self._memo = MEMO if remember else None
        self._known_attrs: dict[Key, Attrs] = {}
        self._operators: dict[Function, Operator] = {}
        self._conv_depth: list[int] = []
        self._entry = sys._getframe(1).f_code  # noqa: SLF001 - user frames lie below the tracer's

    # -- what torch calls ------------------------------------------------------------------

    def __torch_function__(
        self,
        func: Function,
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        """Run one torch function and note what it did."""
        operator = self._operators.get(func)
        if operator is None:
            operator = self._operators[func] = operator_of(func)
        if operator.kind is OpKind.CONSTANT:
            return self._create(operator, func, args, kwargs or {})
        if operator.silent:
            return func(*args, **(kwargs or {}))
        return self._operate(operator, func, args, kwargs or {})

    def _create(
        self, operator: Operator, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:  # noqa: ANN401 - a tensor
        result = self.device.create(func, args, kwargs)
        for tensor in tensors_in(result):
            node = self._append(operator, (), (spec_of(tensor),), tensors=(tensor,))
            if operator.inplace:
                self._refs.write(tensor, node.ref)
        return result

    def _operate(
        self, operator: Operator, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        tensors = tensors_in(args, kwargs) if kwargs else tensors_in(*args)
        placed, named = self.device.place(args, kwargs, tensors)
        if operator.of_two and len(tensors) > 1:
            operator = of_two_tensors(operator)
        inplace = operator.inplace or kwargs.get("inplace") is True
        call = _Call(operator, func, args, kwargs, tensors, placed, named, inplace)
        if self._memo is not None and operator.pure:
            call.key = self._memo.key(func, placed, named)
        try:
            result = self._result(call)
        except Exception as error:  # noqa: BLE001 - the user's call may raise anything
            return self._failed(call, error)
        if inplace and isinstance(args[0] if args else None, Tensor):
            if not (operator.name == "setitem" and _puts_back(*placed)):
                self._record(call, (args[0],))
            return args[0]
        if isinstance(result, Tensor):
            if any(result is value for value in placed):
                result = result.view(result.shape)
                self._refs.share(result)
            self._record(call, (result,))
        elif outputs := tensors_in(result):
            self._record(call, outputs)
        return result

    def _result(self, call: _Call) -> Any:  # noqa: ANN401 - whatever the function returns
        """Return the result of a call: remembered, by formula, or run."""
        key, memo = call.key, self._memo
        if key is None or memo is None:
            return self.device.run(call.func, call.placed, call.named)
        known = call.placed[0] if call.inplace and key in memo else memo.recall(key)
        if known is not None:
            return known
        shape = result_shape(
            call.operator, call.operator.bind(call.placed, call.named), inplace=call.inplace
        )
        if shape is None:
            result = self.device.run(call.func, call.placed, call.named)
        else:
            result = torch.empty(shape, dtype=call.tensors[0].dtype, device="meta")
        memo.remember(key, result, call.tensors)
        return call.placed[0] if call.inplace and shape is not None else result

    # -- nodes -----------------------------------------------------------------------------

    def add_input(self, tensor: Tensor) -> Ref:
        """Write an input node."""
        operator = Operator("input", OpKind.INPUT)
        return self._append(operator, (), (spec_of(tensor),), tensors=(tensor,)).ref

    def _record(self, call: _Call, outputs: Sequence[Tensor]) -> None:
        refs, parameters = self._inputs(call.tensors)
        operator = call.operator
        if not refs and parameters and call.inplace and not outputs[0].is_floating_point():
            return  # a counter such as num_batches_tracked
        node = self._append(
            operator, tuple(refs), tuple(map(spec_of, outputs)), attrs=self._attrs(call),
            parameters=tuple(parameters), tensors=outputs,
            mutates=(0,) if call.inplace and refs and self._is_tracked(outputs[0]) else (),
        )  # fmt: skip
        if node.mutates:
            self._refs.write(outputs[0], node.ref)
        elif operator.kind in _VIEWS or not operator.known:
            for tensor in outputs:
                self._refs.share(tensor)

    def _append(  # noqa: PLR0913 - the fields of a node
        self,
        operator: Operator,
        inputs: tuple[Ref, ...],
        specs: tuple[TensorSpec, ...],
        *,
        tensors: Sequence[Tensor],
        attrs: Attrs | None = None,
        parameters: tuple[ParameterId, ...] = (),
        mutates: tuple[int, ...] = (),
        assumed: bool = False,
    ) -> Node:
        self._drop_swallowed_failure()
        call = self.calls.running[-1][0] if self.calls.running else None
        new = NodeId(len(self.nodes))
        node = Node(
            id=new, op=operator.name, kind=operator.kind,
            module=call.module if call else ModulePath(""),
            call=call.id if call else CallId(0),
            inputs=inputs, outputs=specs, attrs=attrs, parameters=parameters, mutates=mutates,
            source=None if operator.kind is OpKind.INPUT else self._source(call),
            assumed=assumed or any(self.nodes[ref.node].assumed for ref in inputs),
        )  # fmt: skip
        self.nodes.append(node)
        depth = max((self._conv_depth[ref.node] for ref in inputs), default=0)
        self._conv_depth.append(depth + (operator.kind is OpKind.CONV))
        for index, tensor in enumerate(tensors):
            self._refs.set(tensor, Ref(new, index))
        return node

    def _source(self, call: OpenCall | None) -> SourceSpan | None:
        """Return the user's running expression: that of the call, inside a layer of torch."""
        if call is not None and call.source is not None and call.of_torch:
            return call.source
        return self.frames.caller(4)

    def _attrs(self, call: _Call) -> Attrs:
        """Return a call's settings; equal calls share them."""
        known = self._known_attrs.get(call.key) if call.key is not None else None
        if known is None:
            known = call.operator.reader(call.operator.bind(call.args, call.kwargs))
            if call.key is not None:
                self._known_attrs[call.key] = known
        return known

    def _inputs(self, tensors: list[Tensor]) -> tuple[list[Ref], list[ParameterId]]:
        """Tell the network's parameters from the results of other nodes."""
        refs: list[Ref] = []
        parameters: list[ParameterId] = []
        for tensor in tensors:
            known = self.tree.parameter_of.get(id(tensor))
            if known is None:
                refs.append(self.ref(tensor))
            else:
                parameters.append(known)
        return refs, parameters

    def ref(self, tensor: Tensor) -> Ref:
        """Return the node output that a tensor holds; one from outside becomes a constant."""
        ref = self._refs.get(tensor)
        if ref is None:
            operator = Operator("tensor", OpKind.CONSTANT)
            ref = self._append(operator, (), (spec_of(tensor),), tensors=(tensor,)).ref
        for write in self._refs.missed_writes(tensor):
            ref = self._after_write(tensor, ref, write)
        return ref

    def _after_write(self, tensor: Tensor, ref: Ref, write: Write) -> Ref:
        """Return what ``tensor``, until now ``ref``, holds after a write through another tensor."""
        region, written = region_of(tensor), self.nodes[write.ref.node].outputs[write.ref.index]
        if write.region == region:
            self._refs.set(tensor, write.ref)
            return write.ref
        inputs: tuple[Ref, ...] = (write.ref,)
        if not write.region.covers(region):
            operator, inputs = Operator("setitem", OpKind.OTHER), (ref, write.ref)
        elif written.numel == tensor.numel():
            operator = Operator("view", OpKind.RESHAPE)
        else:
            operator = Operator("getitem", OpKind.INDEX)
        return self._append(operator, inputs, (spec_of(tensor),), tensors=(tensor,)).ref

    def _is_tracked(self, value: object) -> bool:
        return isinstance(value, Tensor) and id(value) not in self.tree.parameter_of

    # -- failures --------------------------------------------------------------------------

    def _failed(self, call: _Call, error: Exception) -> Any:  # noqa: ANN401 - the declared result
        operator = call.operator
        self.device.check_values_needed(error, operator.name, self.frames.caller())
        refs, parameters = self._inputs(call.tensors)
        attrs = _settings_or_none(call)
        outputs: tuple[Tensor, ...] = ()
        if self.recover:
            depths = [self._conv_depth[ref.node] for ref in refs]
            outputs = declared_outputs(operator, attrs, call.placed, depths)
        node = self._append(
            operator, tuple(refs), tuple(map(spec_of, outputs)), attrs=attrs,
            parameters=tuple(parameters), tensors=outputs, assumed=bool(outputs),
            mutates=(0,) if operator.inplace and refs else (),
        )  # fmt: skip
        failure = Failure(
            type=type(error).__name__, message=_message(error, attrs, call.tensors), node=node.id,
            call=node.call, frames=self.frames.stack(3, self._entry),
        )  # fmt: skip
        self.failures.append(FailedOperator(error, failure, recovered=bool(outputs)))
        if not outputs:
            self.calls.note_raise()
            raise error
        return outputs[0]

    def _drop_swallowed_failure(self) -> None:
        """Forget a failed operator whose exception the network itself caught."""
        if self.nodes and not self.nodes[-1].outputs:
            self.nodes.pop()
            self._conv_depth.pop()
            self.failures.pop()
            self.calls.raised_in = None

    # -- module calls ----------------------------------------------------------------------

    def seeing_calls(self) -> AbstractContextManager[None]:
        """Let calls of modules and scripted functions arrive here inside a ``with`` block."""
        return intercepting_module_calls(self.call_module, self.call_scripted)

    def call_module(
        self,
        original: Callable[..., Any],
        module: nn.Module,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - whatever the module returns
        """Run a module call and note it in the tree of calls."""
        owner = self.calls.innermost()
        caller = self.calls.running[-1][0] if owner is not None else None
        call = self.calls.enter(module, self.tree.path(module, owner), len(self.nodes))
        if owner is not None:
            call.source = self._source(caller)
        call.inputs = tuple(map(self.ref, self._foreign(args, kwargs)))
        try:
            initialize(module, args, kwargs)
            if isinstance(module, torch.jit.ScriptModule):
                result = self.call_scripted(original, module, args, kwargs)
            else:
                result = original(module, *args, **kwargs)
            call.outputs = self._returned(module, call, result)
        except (Exception, SystemExit):
            self.calls.note_raise()
            raise
        finally:
            self.calls.leave(len(self.nodes))
        return result

    def call_scripted(
        self,
        original: Callable[..., Any],
        scripted: Any,  # noqa: ANN401 - a scripted function or module
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - whatever it returns
        """Run compiled code, which torch functions do not pass through, as one operator."""
        tensors = tensors_in(args, kwargs)
        refs, parameters = self._inputs(tensors)
        placed, named = self.device.place(args, kwargs, tensors)
        name = getattr(scripted, "original_name", None) or getattr(scripted, "name", "scripted")
        with torch._C.DisableTorchFunction():  # noqa: SLF001 - meta kernels are in Python
            try:
                result = original(scripted, *placed, **named)
            except RuntimeError as error:
                self.device.check_values_needed(error, str(name), self.frames.caller())
                raise
        outputs = tensors_in(result)
        self._append(
            Operator(str(name), OpKind.OPAQUE), tuple(refs), tuple(map(spec_of, outputs)),
            parameters=tuple(parameters), tensors=outputs,
        )  # fmt: skip
        return result

    def _foreign(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterable[Tensor]:
        if len(args) == 1 and isinstance(args[0], Tensor) and not kwargs:
            return args if self._is_tracked(args[0]) else ()
        return [tensor for tensor in tensors_in(args, kwargs) if self._is_tracked(tensor)]

    def _returned(self, module: nn.Module, call: OpenCall, result: Any) -> tuple[Ref, ...]:  # noqa: ANN401
        refs = []
        for tensor in tensors_in(result):
            if not self._is_tracked(tensor):
                continue
            ref = self._refs.get(tensor)
            if ref is None:
                name = type(module).__name__
                operator = Operator(name, OpKind.OPAQUE)
                ref = self._append(operator, call.inputs, (spec_of(tensor),), tensors=(tensor,)).ref
            refs.append(ref)
        return tuple(refs)


def _puts_back(tensor: Tensor, index: Any, value: object) -> bool:  # noqa: ANN401 - any index
    """Tell whether ``tensor[index] = value`` assigns a view to its own place.

    Python does so after ``tensor[index] += 1``.
    """
    if not isinstance(value, Tensor) or not share_memory(tensor, value):
        return False
    place = tensor[index]
    return share_memory(tensor, place) and region_of(place) == region_of(value)


def _message(error: Exception, attrs: Attrs | None, tensors: list[Tensor]) -> str:
    """Return what an error says; on the meta device, a convolution's says too little."""
    if isinstance(attrs, ConvAttrs) and tensors and tensors[0].ndim == len(attrs.kernel_size) + 2:
        channels = tensors[0].shape[1]
        if channels != attrs.in_channels:
            return f"the convolution takes {attrs.in_channels} channels, its input has {channels}"
    return str(error)


def _settings_or_none(call: _Call) -> Attrs | None:
    """Read the settings of a call that failed, whose arguments may be anything."""
    try:
        return call.operator.reader(call.operator.bind(call.args, call.kwargs))
    except Exception:  # noqa: BLE001 - see above
        return None
