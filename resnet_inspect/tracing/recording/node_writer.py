"""Writes a node for each operator, and knows which node made which tensor."""

from collections.abc import Sequence

import torch

from resnet_inspect.graph import (
    Attrs,
    CallId,
    Held,
    ModulePath,
    Node,
    NodeId,
    OpKind,
    ParameterId,
    Ref,
    SizeArgument,
    SourceSpan,
    TensorSpec,
)
from resnet_inspect.tracing.building.module_tree import ModuleTree
from resnet_inspect.tracing.operators.catalogue import Operator
from resnet_inspect.tracing.recording.calls import CallStack, OpenCall
from resnet_inspect.tracing.recording.failed_operator import FailedOperator
from resnet_inspect.tracing.recording.operator_call import OperatorCall
from resnet_inspect.tracing.tracking.frames import Frames
from resnet_inspect.tracing.tracking.ledger import Ledger
from resnet_inspect.tracing.tracking.region import region_of
from resnet_inspect.tracing.tracking.tensors import TensorRefs, Write, spec_of

Tensor = torch.Tensor

_VIEWS = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.COPY})


class NodeWriter:
    """The nodes of one forward pass, in the order of execution.

    Args:
        tree: The network's modules and parameters.
        frames: Finds the user's source lines.
    """

    def __init__(self, tree: ModuleTree, frames: Frames) -> None:
        self.tree = tree
        self.frames = frames
        self.nodes: list[Node] = []
        self.calls = CallStack()
        self.failures: list[FailedOperator] = []
        self.refs = TensorRefs(lambda: len(self.nodes))
        self.ledger = Ledger(lambda: len(self.nodes), lambda: frames.caller(4))
        self.conv_depth: list[int] = []
        """For each node how many convolutions lie on the longest way to it."""

    def record(self, call: OperatorCall, attrs: Attrs, outputs: Sequence[Tensor]) -> None:
        """Write the node of a call that returned ``outputs``."""
        refs, parameters = self.inputs(call.tensors)
        operator = call.operator
        if not refs and parameters and call.inplace and not outputs[0].is_floating_point():
            return  # a counter such as num_batches_tracked
        node = self.append(
            operator, tuple(refs), tuple(map(spec_of, outputs)), attrs=attrs,
            parameters=tuple(parameters), tensors=outputs,
            mutates=(0,) if call.inplace and refs and self.is_tracked(outputs[0]) else (),
            sizes=call.sizes,
        )  # fmt: skip
        if node.mutates:
            self.refs.write(outputs[0], node.ref)
        elif operator.kind in _VIEWS or not operator.known:
            for tensor in outputs:
                self.refs.share(tensor)

    def append(  # noqa: PLR0913 - the fields of a node
        self,
        operator: Operator,
        inputs: tuple[Ref, ...],
        specs: tuple[TensorSpec, ...],
        *,
        tensors: Sequence[Tensor],
        attrs: Attrs | None = None,
        parameters: tuple[ParameterId, ...] = (),
        mutates: tuple[int, ...] = (),
        sizes: tuple[SizeArgument, ...] = (),
        assumed: bool = False,
    ) -> Node:
        """Write a node that makes ``tensors``."""
        self._drop_swallowed_failure()
        call = self.calls.running[-1][0] if self.calls.running else None
        new = NodeId(len(self.nodes))
        node = Node(
            id=new, op=operator.name, kind=operator.kind,
            module=call.module if call else ModulePath(""),
            call=call.id if call else CallId(0),
            inputs=inputs, outputs=specs, attrs=attrs, parameters=parameters, mutates=mutates,
            sizes=sizes, source=None if operator.kind is OpKind.INPUT else self.source(call),
            assumed=assumed or any(self.nodes[ref.node].assumed for ref in inputs),
        )  # fmt: skip
        self.nodes.append(node)
        depth = max((self.conv_depth[ref.node] for ref in inputs), default=0)
        self.conv_depth.append(depth + (operator.kind is OpKind.CONV))
        for index, tensor in enumerate(tensors):
            self.refs.set(tensor, Ref(new, index))
        return node

    def _drop_swallowed_failure(self) -> None:
        """Forget a failed operator whose exception the network itself caught."""
        if self.nodes and not self.nodes[-1].outputs:
            self.nodes.pop()
            self.conv_depth.pop()
            self.failures.pop()
            self.calls.raised_in = None

    def source(self, call: OpenCall | None) -> SourceSpan | None:
        """Return the user's running expression: that of the call, inside a layer of torch."""
        if call is not None and call.source is not None and call.of_torch:
            return call.source
        return self.frames.caller(4)

    def known_ref(self, tensor: Tensor) -> Ref | None:
        """Return the node output that a tensor holds, None for parameters and the like."""
        return self.refs.get(tensor) if self.is_tracked(tensor) else None

    def sizes_of(self, tensor: Tensor) -> tuple[SizeArgument, ...]:
        """Return a tensor's sizes as what another one is made with."""
        ref = self.known_ref(tensor)
        return () if ref is None else tuple(
            SizeArgument("input", dim, self.ledger.size(size, ref, dim))
            for dim, size in enumerate(tensor.shape)
        )  # fmt: skip

    # -- tensors ---------------------------------------------------------------------------

    def inputs(self, tensors: list[Tensor]) -> tuple[list[Ref], list[ParameterId]]:
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
        ref = self.refs.get(tensor)
        if ref is None:
            operator = Operator("tensor", OpKind.CONSTANT)
            ref = self.append(operator, (), (spec_of(tensor),), tensors=(tensor,)).ref
        for write in self.refs.missed_writes(tensor):
            ref = self._after_write(tensor, ref, write)
        return ref

    def _after_write(self, tensor: Tensor, ref: Ref, write: Write) -> Ref:
        """Return what ``tensor``, until now ``ref``, holds after a write through another tensor."""
        region, written = region_of(tensor), self.nodes[write.ref.node].outputs[write.ref.index]
        if write.region == region:
            self.refs.set(tensor, write.ref)
            return write.ref
        inputs: tuple[Ref, ...] = (write.ref,)
        if not write.region.covers(region):
            operator, inputs = Operator("setitem", OpKind.OTHER), (ref, write.ref)
        elif written.numel == tensor.numel():
            operator = Operator("view", OpKind.RESHAPE)
        else:
            operator = Operator("getitem", OpKind.INDEX)
        return self.append(operator, inputs, (spec_of(tensor),), tensors=(tensor,)).ref

    def held(self) -> tuple[Held, ...]:
        """Return the tensors that are, or were, held longer than they were read."""
        last_read = {ref: node.id for node in self.nodes for ref in node.inputs}
        return tuple(
            Held(ref, NodeId(end - 1))
            for ref, end in sorted(self.refs.ends().items(), key=_place)
            if end - 1 > last_read.get(ref, ref.node)
        )

    def is_tracked(self, value: object) -> bool:
        """Whether a value is a tensor and none of the network's parameters."""
        return isinstance(value, Tensor) and id(value) not in self.tree.parameter_of


def _place(end: tuple[Ref, int]) -> tuple[int, int]:
    return end[0].node, end[0].index
