"""Which tensors share memory: views, in-place results, and operators that hand back their input."""

from dataclasses import dataclass, field

from resnet_inspect.analysis.arithmetic import argument, dropout_is_active
from resnet_inspect.graph import Graph, Node, NodeId, OpKind, Ref

COPIES_IF_SCATTERED = frozenset({"reshape", "flatten", "contiguous", "unflatten", "ravel"})
"""Views of a contiguous tensor; where its elements do not lie in order, a copy."""

REORDERS = frozenset(
    {"permute", "transpose", "swapaxes", "swapdims", "t", "mT", "T", "movedim", "expand"}
)
"""Views whose elements no longer lie in order."""

HANDS_BACK = frozenset({"detach", "identity", "contiguous", "view_as", "requires_grad"})
CONVERSIONS = frozenset({"to", "type", "float", "double", "half", "bfloat16", "cpu", "cuda"})


@dataclass(slots=True)
class Storage:
    """A piece of memory, made by one operator and read by others."""

    bytes: int
    made: NodeId
    last_read: NodeId
    refs: list[Ref] = field(default_factory=list)


@dataclass(slots=True)
class Storages:
    """The memory behind every tensor of a graph."""

    all: list[Storage] = field(default_factory=list)
    of: dict[Ref, Storage] = field(default_factory=dict)
    scattered: set[Ref] = field(default_factory=set)
    """Tensors whose elements do not lie in order."""


def find_storages(graph: Graph, *, training: bool) -> Storages:
    """Divide a graph's tensors by the memory that they lie in.

    Args:
        graph: A traced forward pass.
        training: Whether dropout is taken to drop, and so to make a new tensor.
    """
    found = Storages()
    for node in graph.nodes:
        base = _base(graph, node, found, training=training)
        for ref in (Ref(node.id, index) for index in range(len(node.outputs))):
            if base is not None:
                storage = found.of[base]
            else:
                storage = Storage(graph.tensor(ref).bytes, node.id, node.id)
                found.all.append(storage)
            storage.refs.append(ref)
            found.of[ref] = storage
        for ref in node.inputs:
            found.of[ref].last_read = node.id
    return found


def _base(graph: Graph, node: Node, found: Storages, *, training: bool) -> Ref | None:
    """Return the input whose memory a node's output lies in, None where it lies in its own."""
    if not node.inputs:
        return None
    first = node.inputs[0]
    scattered = first in found.scattered
    if node.mutates:
        return node.inputs[node.mutates[0]]
    shares = _shares(graph, node, scattered=scattered, training=training)
    if shares and (node.op in REORDERS or (scattered and node.kind is not OpKind.INDEX)):
        found.scattered.add(node.ref)
    if shares and node.kind is OpKind.INDEX:
        found.scattered.update(Ref(node.id, index) for index in range(len(node.outputs)))
    return first if shares else None


def _shares(graph: Graph, node: Node, *, scattered: bool, training: bool) -> bool:
    match node.kind:
        case OpKind.RESHAPE:
            return not (scattered and node.op in COPIES_IF_SCATTERED)
        case OpKind.INDEX:
            return len(node.inputs) == 1
        case OpKind.DROPOUT:
            return not (training and argument(node, "p") != 0) and not dropout_is_active(
                graph, node
            )
        case OpKind.COPY if node.op in CONVERSIONS:
            return graph.tensor(node.inputs[0]).dtype == node.output.dtype
        case OpKind.COPY:
            return node.op in HANDS_BACK and not (scattered and node.op in COPIES_IF_SCATTERED)
        case _:
            return False
