"""Sees every torch function that a forward pass calls, and writes a node for each operator.

A ``TorchFunctionMode`` stands between Python and torch: each call of a torch function arrives in
``__torch_function__`` with its arguments. Operators run on meta tensors, which have shapes and no
memory; a call seen before with the same shapes is answered from memory (:mod:`.memo`).
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from resnet_inspect.graph import (
    Attrs,
    CallId,
    Failure,
    ModulePath,
    Node,
    NodeId,
    OpKind,
    ParameterId,
    Ref,
    TensorSpec,
)
from resnet_inspect.tracing.calls import CallStack, OpenCall
from resnet_inspect.tracing.devices import Device
from resnet_inspect.tracing.frames import Frames
from resnet_inspect.tracing.memo import MEMO
from resnet_inspect.tracing.module_tree import ModuleTree
from resnet_inspect.tracing.operators import Function, Operator, operator_of
from resnet_inspect.tracing.recovery import declared_outputs
from resnet_inspect.tracing.region import region_of
from resnet_inspect.tracing.shapes import result_shape
from resnet_inspect.tracing.tensors import TensorRefs, Write, share_memory, spec_of, tensors_in

Tensor = torch.Tensor

_VIEWS = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY})


@dataclass(frozen=True, slots=True)
class FailedOperator:
    """An operator that raised."""

    error: Exception
    failure: Failure
    recovered: bool
    """Whether the trace went on with a stand-in for the result."""


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
        inplace = operator.inplace or kwargs.get("inplace") is True
        try:
            result = self._result(operator, func, placed, named, tensors, inplace=inplace)
        except Exception as error:  # noqa: BLE001 - the user's call may raise anything
            return self._failed(operator, args, kwargs, tensors, placed, error)
        if inplace and isinstance(args[0] if args else None, Tensor):
            if not (operator.name == "setitem" and _puts_back(*placed)):
                self._record(operator, args, kwargs, tensors, (args[0],), inplace=True)
            return args[0]
        if isinstance(result, Tensor):
            if any(result is value for value in placed):
                result = result.view(result.shape)
                self._refs.share(result)
            self._record(operator, args, kwargs, tensors, (result,))
        elif outputs := tensors_in(result):
            self._record(operator, args, kwargs, tensors, outputs)
        return result

    def _result(  # noqa: PLR0913 - a call
        self,
        operator: Operator,
        func: Function,
        placed: tuple[Any, ...],
        named: dict[str, Any],
        tensors: list[Tensor],
        *,
        inplace: bool,
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        """Return the result of a call: remembered, by formula, or run."""
        if self._memo is None or not operator.pure:
            return self.device.run(func, placed, named)
        key = self._memo.key(func, placed, named)
        if key is None:
            return self.device.run(func, placed, named)
        known = placed[0] if inplace and key in self._memo else self._memo.recall(key)
        if known is not None:
            return known
        shape = result_shape(operator, operator.bind(placed, named), inplace=inplace)
        if shape is None:
            result = self.device.run(func, placed, named)
        else:
            result = torch.empty(shape, dtype=tensors[0].dtype, device="meta")
        self._memo.remember(key, result, tensors)
        return placed[0] if inplace and shape is not None else result

    # -- nodes -----------------------------------------------------------------------------

    def add_input(self, tensor: Tensor) -> Ref:
        """Write an input node."""
        operator = Operator("input", OpKind.INPUT)
        return self._append(operator, (), (spec_of(tensor),), tensors=(tensor,)).ref

    def _record(  # noqa: PLR0913 - a call and its result
        self,
        operator: Operator,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        tensors: list[Tensor],
        outputs: Sequence[Tensor],
        *,
        inplace: bool = False,
    ) -> None:
        refs, parameters = self._inputs(tensors)
        if not refs and parameters and inplace and not outputs[0].is_floating_point():
            return  # a counter such as num_batches_tracked
        node = self._append(
            operator, tuple(refs), tuple(map(spec_of, outputs)),
            attrs=operator.reader(operator.bind(args, kwargs)), parameters=tuple(parameters),
            mutates=(0,) if inplace and refs and self._is_tracked(args[0]) else (),
            tensors=outputs,
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
            source=None if operator.kind is OpKind.INPUT else self.frames.caller(3),
            assumed=assumed or any(self.nodes[ref.node].assumed for ref in inputs),
        )  # fmt: skip
        self.nodes.append(node)
        depth = max((self._conv_depth[ref.node] for ref in inputs), default=0)
        self._conv_depth.append(depth + (operator.kind is OpKind.CONV))
        for index, tensor in enumerate(tensors):
            self._refs.set(tensor, Ref(new, index))
        return node

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
        inputs = (write.ref,)
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

    def _failed(  # noqa: PLR0913, PLR0917 - a call and its error
        self,
        operator: Operator,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        tensors: list[Tensor],
        placed: tuple[Any, ...],
        error: Exception,
    ) -> Any:  # noqa: ANN401 - the declared result
        self.device.check_values_needed(error)
        refs, parameters = self._inputs(tensors)
        attrs = _settings_or_none(operator, args, kwargs)
        outputs: tuple[Tensor, ...] = ()
        if self.recover:
            depths = [self._conv_depth[ref.node] for ref in refs]
            outputs = declared_outputs(operator, attrs, placed, depths)
        node = self._append(
            operator, tuple(refs), tuple(map(spec_of, outputs)), attrs=attrs,
            parameters=tuple(parameters), tensors=outputs, assumed=bool(outputs),
            mutates=(0,) if operator.inplace and refs else (),
        )  # fmt: skip
        failure = Failure(
            type=type(error).__name__, message=str(error), node=node.id, call=node.call,
            frames=self.frames.stack(3, self._entry),
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

    def call_module(
        self,
        original: Callable[..., Any],
        module: nn.Module,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - whatever the module returns
        """Run a module call and note it in the tree of calls."""
        owner = self.calls.innermost()
        call = self.calls.enter(module, self.tree.path(module, owner), len(self.nodes))
        call.source = self.frames.caller(3) if owner is not None else None
        call.inputs = tuple(map(self.ref, self._foreign(args, kwargs)))
        try:
            result = original(module, *args, **kwargs)
            call.outputs = self._returned(module, call, result)
        except Exception:
            self.calls.note_raise()
            raise
        finally:
            self.calls.leave(len(self.nodes))
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


def _puts_back(tensor: Tensor, index: object, value: object) -> bool:
    """Tell whether ``tensor[index] = value`` assigns a view to its own place.

    Python does so after ``tensor[index] += 1``.
    """
    if not isinstance(value, Tensor) or not share_memory(tensor, value):
        return False
    place = tensor[index]  # type: ignore[index] - whatever the user's code took
    return share_memory(tensor, place) and region_of(place) == region_of(value)


def _settings_or_none(
    operator: Operator, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Attrs | None:
    """Read the settings of a call that failed, whose arguments may be anything."""
    try:
        return operator.reader(operator.bind(args, kwargs))
    except Exception:  # noqa: BLE001 - see above
        return None
