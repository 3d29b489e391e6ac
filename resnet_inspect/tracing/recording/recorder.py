"""Sees every torch function that a forward pass calls, and writes a node for each operator.

A ``TorchFunctionMode`` stands between Python and torch: each call of a torch function arrives in
``__torch_function__`` with its arguments. Operators run on meta tensors, which have shapes and no
memory; a call seen before with the same shapes is answered from memory (:mod:`.memo`).
"""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from resnet_inspect.graph import Attrs, Failure, Node, OpKind, Ref, SizeArgument
from resnet_inspect.tracing.building.module_tree import ModuleTree
from resnet_inspect.tracing.devices import Device
from resnet_inspect.tracing.operators.arguments import read_sequence
from resnet_inspect.tracing.operators.catalogue import (
    Function,
    Operator,
    of_two_tensors,
    operator_of,
)
from resnet_inspect.tracing.operators.memo import MEMO, Key
from resnet_inspect.tracing.operators.recovery import declared_outputs
from resnet_inspect.tracing.operators.shapes import result_shape
from resnet_inspect.tracing.recording.calls import CallStack
from resnet_inspect.tracing.recording.checkpoints import Checkpoints
from resnet_inspect.tracing.recording.failed_operator import (
    FailedOperator,
    message_of,
    settings_of,
)
from resnet_inspect.tracing.recording.module_calls import ModuleCalls
from resnet_inspect.tracing.recording.node_writer import NodeWriter
from resnet_inspect.tracing.recording.operator_call import OperatorCall
from resnet_inspect.tracing.recording.sizes_read import followed_sizes, size_arguments
from resnet_inspect.tracing.tracking.followed import plain
from resnet_inspect.tracing.tracking.frames import Frames
from resnet_inspect.tracing.tracking.region import region_of
from resnet_inspect.tracing.tracking.tensors import share_memory, spec_of, tensors_in

Tensor = torch.Tensor


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
        self.writer = NodeWriter(tree, frames)
        self.checkpoints = Checkpoints(lambda: len(self.writer.nodes))
        self._memo = MEMO if remember else None
        self._known_attrs: dict[Key, Attrs] = {}
        self._operators: dict[Function, Operator] = {}
        self._entry = sys._getframe(1).f_code  # noqa: SLF001 - user frames lie below the tracer's

    @property
    def nodes(self) -> list[Node]:
        """What was written so far."""
        return self.writer.nodes

    @property
    def calls(self) -> CallStack:
        """The module calls so far."""
        return self.writer.calls

    @property
    def failures(self) -> list[FailedOperator]:
        """The operators that raised."""
        return self.writer.failures

    def add_input(self, tensor: Tensor) -> Ref:
        """Write an input node."""
        operator = Operator("input", OpKind.INPUT)
        return self.writer.append(operator, (), (spec_of(tensor),), tensors=(tensor,)).ref

    def ref(self, tensor: Tensor) -> Ref:
        """Return the node output that a tensor holds; one from outside becomes a constant."""
        return self.writer.ref(tensor)

    def seeing_calls(self) -> AbstractContextManager[None]:
        """Let calls of modules and scripted functions be noted inside a ``with`` block."""
        return ModuleCalls(self.writer, self.device, recover=self.recover).seen()

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
        kwargs, ledger = kwargs or {}, self.writer.ledger
        sizes: tuple[SizeArgument, ...] = ()
        if ledger.numbers:
            if not operator.silent:
                sizes = size_arguments(operator.bind(args, kwargs), ledger)
            args, kwargs = plain(args), plain(kwargs)
        if operator.kind is OpKind.CONSTANT:
            return self._create(operator, func, args, kwargs, sizes)
        if operator.silent:
            answer = func(*args, **kwargs)
            asked = (*args, *kwargs.values())
            return followed_sizes(operator.name, answer, asked, ledger, self.writer.known_ref)
        return self._operate(operator, func, args, kwargs, sizes)

    def _create(
        self,
        operator: Operator,
        func: Function,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        sizes: tuple[SizeArgument, ...],
    ) -> Any:  # noqa: ANN401 - a tensor
        result = self.device.create(func, args, kwargs)
        counted = sizes and operator.reader is read_sequence
        attrs = operator.reader(operator.bind(args, kwargs)) if counted else None
        if operator.name.endswith("_like"):
            sizes = self.writer.sizes_of(args[0] if args else kwargs["input"])
        for tensor in tensors_in(result):
            node = self.writer.append(
                operator, (), (spec_of(tensor),), tensors=(tensor,), attrs=attrs, sizes=sizes
            )
            if operator.inplace:
                self.writer.refs.write(tensor, node.ref)
        return result

    def _operate(
        self,
        operator: Operator,
        func: Function,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        sizes: tuple[SizeArgument, ...],
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        tensors = tensors_in(args, kwargs) if kwargs else tensors_in(*args)
        placed, named = self.device.place(args, kwargs, tensors)
        if operator.of_two and len(tensors) > 1:
            operator = of_two_tensors(operator)
        inplace = operator.inplace or kwargs.get("inplace") is True
        call = OperatorCall(operator, func, args, kwargs, tensors, placed, named, inplace)
        call.sizes = sizes
        if self._memo is not None and operator.pure:
            call.key = self._memo.key(func, placed, named)
        try:
            result = self._result(call)
        except Exception as error:  # noqa: BLE001 - the user's call may raise anything
            return self._failed(call, error)
        if inplace and isinstance(args[0] if args else None, Tensor):
            if not (operator.name == "setitem" and _puts_back(*placed)):
                self._write(call, (args[0],))
            return args[0]
        if isinstance(result, Tensor):
            if any(result is value for value in placed):
                result = result.view(result.shape)
                self.writer.refs.share(result)
            self._write(call, (result,))
        elif outputs := tensors_in(result):
            self._write(call, outputs)
        return result

    def _result(self, call: OperatorCall) -> Any:  # noqa: ANN401 - whatever the function returns
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

    def _write(self, call: OperatorCall, outputs: Iterable[Tensor]) -> None:
        self.writer.record(call, self._attrs(call), tuple(outputs))

    def _attrs(self, call: OperatorCall) -> Attrs:
        """Return a call's settings; equal calls share them."""
        known = self._known_attrs.get(call.key) if call.key is not None else None
        if known is None:
            known = call.settings()
            if call.key is not None:
                self._known_attrs[call.key] = known
        return known

    def _failed(self, call: OperatorCall, error: Exception) -> Any:  # noqa: ANN401 - the declared result
        """Write the node of a call that raised; go on with its declared result, if there is one."""
        operator, writer = call.operator, self.writer
        self.device.check_values_needed(error, operator.name, self.frames.caller())
        refs, parameters = writer.inputs(call.tensors)
        attrs = settings_of(call)
        outputs: tuple[Tensor, ...] = ()
        if self.recover:
            depths = [writer.conv_depth[ref.node] for ref in refs]
            outputs = declared_outputs(operator, attrs, call.placed, depths)
        node = writer.append(
            operator, tuple(refs), tuple(map(spec_of, outputs)), attrs=attrs,
            parameters=tuple(parameters), tensors=outputs, assumed=bool(outputs),
            mutates=(0,) if operator.inplace and refs else (), sizes=call.sizes,
        )  # fmt: skip
        failure = Failure(
            type=type(error).__name__, message=message_of(error, attrs, call.tensors),
            node=node.id, call=node.call, frames=self.frames.stack(3, self._entry),
        )  # fmt: skip
        writer.failures.append(FailedOperator(error, failure, recovered=bool(outputs)))
        if not outputs:
            writer.calls.note_raise()
            raise error
        return outputs[0]


def _puts_back(tensor: Tensor, index: Any, value: object) -> bool:  # noqa: ANN401 - any index
    """Tell whether ``tensor[index] = value`` assigns a view to its own place.

    Python does so after ``tensor[index] += 1``.
    """
    if not isinstance(value, Tensor) or not share_memory(tensor, value):
        return False
    place = tensor[index]
    return share_memory(tensor, place) and region_of(place) == region_of(value)
