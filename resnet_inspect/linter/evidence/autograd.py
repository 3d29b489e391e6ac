"""What backward needs of a forward pass, read off the graph.

Each operator saves some tensors for its backward; each in-place operator raises the version of the
storage that it writes. Backward fails where a saved tensor's storage has a later version. The
formulas follow torch's table of derivatives.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Graph,
    Node,
    OpKind,
    ParameterKind,
    PoolAttrs,
    Ref,
)

CUTTING = frozenset(
    {"detach", "data", "argmax", "argmin", "sign", "round", "floor", "ceil", "one_hot", "argsort"}
)
"""Operators that no gradient passes."""

SAVES_RESULT = frozenset({"relu", "sigmoid", "tanh", "softmax", "log_softmax", "exp", "sqrt"})
SAVES_RESULT_IN_PLACE = frozenset({"leaky_relu", "elu", "celu", "selu", "relu6", "hardtanh"})
SAVES_INPUT = frozenset(
    {"relu6", "hardtanh", "leaky_relu", "elu", "celu", "selu", "silu", "gelu", "hardswish", "mish",
     "softplus", "hardsigmoid", "prelu", "pow", "square", "log", "abs", "clamp"}
)  # fmt: skip
CLONED_IN_PLACE = frozenset({"silu", "hardswish", "mish", "hardsigmoid"})
"""Their in-place forms save a copy."""

PRODUCTS = frozenset({OpKind.MULTIPLY, OpKind.MATMUL})
VIEWS = frozenset(
    {"view", "reshape", "flatten", "permute", "transpose", "t", "squeeze", "unsqueeze", "expand",
     "expand_as", "view_as", "unflatten", "getitem", "chunk", "split", "narrow", "select", "unbind",
     "contiguous", "to", "float", "alias", "detach", "dropout", "dropout2d", "dropout1d",
     "dropout3d", "identity"}
)  # fmt: skip
"""Operators whose result may share memory with their input."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """A tensor that backward needs and that is written after it was saved."""

    saved_by: Node
    saved: Ref
    writer: Node


def cuts(node: Node) -> bool:
    """Whether no gradient passes a node: by what it does, or since it makes no real number."""
    return node.op in CUTTING or not any(
        one.dtype.startswith(("float", "bfloat", "complex")) for one in node.outputs
    )


class Autograd:
    """Follows gradients, storages and saved tensors through a graph."""

    def __init__(self, graph: Graph, untracked: frozenset[int] = frozenset()) -> None:
        self.graph = graph
        self.untracked = untracked
        """Nodes that run under ``torch.no_grad()``."""
        self.trainable = {
            one.id
            for one in graph.parameters
            if one.kind is ParameterKind.PARAMETER and one.trainable
        }
        self.needs = self._gradients()
        self.storage = self._storages()

    def cut(self, node: Node) -> bool:
        """Whether no gradient passes a node, by what it does or where it runs."""
        return node.id in self.untracked or cuts(node)

    def _gradients(self) -> list[bool]:
        """Tell for each node whether its outputs require a gradient."""
        needs: list[bool] = []
        for node in self.graph.nodes:
            inputs = any(needs[ref.node] for ref in node.inputs)
            own = not self.trainable.isdisjoint(node.parameters)
            needs.append((inputs or own) and not self.cut(node))
        return needs

    def _storages(self) -> list[int]:
        """Number the memory behind each node's outputs; views share their input's."""
        storage: list[int] = []
        for node in self.graph.nodes:
            source = self._memory_of(node)
            storage.append(node.id if source is None else storage[source])
        return storage

    def _memory_of(self, node: Node) -> int | None:
        if node.inplace:
            return node.inputs[node.mutates[0]].node
        if node.inputs and self._is_view(node):
            return node.inputs[0].node
        return None

    def _is_view(self, node: Node) -> bool:
        if node.op.startswith("dropout"):
            return not self.graph.run.training
        return node.op in VIEWS and node.op != "detach"

    def overwrites(self) -> Iterator[Overwrite]:
        """Yield the saved tensors that are written later, each with its first writer."""
        writers: dict[int, list[Node]] = {}
        for node in self.graph.nodes:
            if node.inplace:
                writers.setdefault(self.storage[node.id], []).append(node)
        live = self._live()
        for node in self.graph.nodes:
            if not self.needs[node.id] or node.id not in live:
                continue
            for ref in self._saved(node):
                later = (w for w in writers.get(self.storage[ref.node], ()) if w.id > node.id)
                writer = next(later, None)
                if writer is not None:
                    yield Overwrite(node, ref, writer)

    def _live(self) -> set[int]:
        live: set[int] = {one.ref.node for one in self.graph.outputs if one.ref is not None}
        for node in reversed(self.graph.nodes):
            if node.id in live and not self.cut(node):
                live.update(ref.node for ref in node.inputs)
        return live

    def _saved(self, node: Node) -> Iterator[Ref]:
        """Yield the tensors that a node keeps for its backward."""
        if node.kind in {OpKind.CONV, OpKind.LINEAR}:
            if not self.trainable.isdisjoint(node.parameters):
                yield from node.inputs[:1]
        elif node.kind is OpKind.NORM:
            yield from node.inputs[:1]
        elif node.kind in PRODUCTS or node.op == "div":
            yield from self._factors(node)
        elif isinstance(node.attrs, PoolAttrs) or self._keeps_map(node):
            yield from node.inputs[:1]
        else:
            yield from self._elementwise(node)

    def _keeps_map(self, node: Node) -> bool:
        """Whether an adaptive pool keeps its input; to 1x1 it is a mean, which keeps nothing."""
        attrs = node.attrs
        if not isinstance(attrs, AdaptivePoolAttrs):
            return False
        return "max" in node.op or any(side != 1 for side in attrs.output_size)

    def _factors(self, node: Node) -> Iterator[Ref]:
        for place, ref in enumerate(node.inputs):
            if place in node.mutates:
                continue  # a copy of it is kept
            others = [other for at, other in enumerate(node.inputs) if at != place]
            learned = not self.trainable.isdisjoint(node.parameters)
            if learned or any(self.needs[other.node] for other in others):
                yield ref

    def _elementwise(self, node: Node) -> Iterator[Ref]:
        if node.op in SAVES_RESULT or (node.inplace and node.op in SAVES_RESULT_IN_PLACE):
            yield node.ref
        elif self._keeps_argument(node) and any(self.needs[ref.node] for ref in node.inputs[:1]):
            yield from node.inputs[:1]

    @staticmethod
    def _keeps_argument(node: Node) -> bool:
        return node.op in SAVES_INPUT and not (node.inplace and node.op in CLONED_IN_PLACE)

    def trained(self) -> set[int]:
        """Return the parameters that a gradient of the outputs reaches."""
        live = self._live()
        return {
            parameter
            for node in self.graph.nodes
            if node.id in live and not self.cut(node)
            for parameter in node.parameters
            if parameter in self.trainable
        }
