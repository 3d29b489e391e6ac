"""Which tensors share memory: views, in-place results, and operators that hand back their input."""

from dataclasses import dataclass, field

from resnet_inspect.analysis.cost.arithmetic import dropout_is_active, dropout_may_drop
from resnet_inspect.graph import Graph, Node, NodeId, OpKind, OtherAttrs, Ref

COPIES_IF_SCATTERED = frozenset({"reshape", "flatten", "contiguous", "unflatten", "ravel"})
"""Views of a contiguous tensor; where its elements do not lie in order, a copy."""

REORDERS = frozenset(
    {"permute", "transpose", "t", "mT", "T", "H", "movedim", "expand", "expand_as"}
)
"""Views whose elements no longer lie in order."""

COPIES = frozenset({
    "repeat", "repeat_interleave", "tile", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle",
    "fold", "index_select", "gather", "take", "take_along_dim", "roll", "flip", "masked_select",
})  # fmt: skip
"""Operators that move elements to new memory."""

HANDS_BACK = frozenset({"detach", "data", "alias", "contiguous", "positive", "resolve_conj"})
CONVERSIONS = frozenset({"to", "type", "type_as", "float", "double", "half", "bfloat16",
                         "int", "long", "bool", "cpu", "cuda"})  # fmt: skip


@dataclass(slots=True, eq=False)
class Storage:
    """A piece of memory, made by one operator and read by others; equal to itself alone."""

    bytes: int
    made: NodeId
    last_held: NodeId
    """The last node that reads it, or during which the network's code still holds it."""


@dataclass(slots=True)
class Storages:
    """The memory behind every tensor of a graph."""

    all: list[Storage] = field(default_factory=list)
    of_node: list[list[Storage]] = field(default_factory=list)
    """For each node the memory of its outputs."""
    scattered: set[Ref] = field(default_factory=set)
    """Tensors whose elements do not lie in order."""

    def of(self, ref: Ref) -> Storage:
        """Return the memory in which a tensor lies."""
        return self.of_node[ref.node][ref.index]


def find_storages(graph: Graph, *, training: bool) -> Storages:
    """Divide a graph's tensors by the memory that they lie in.

    Views of parameters lie in the parameters' memory and so have storages of size 0.

    Args:
        graph: A traced forward pass.
        training: Whether dropout is taken to drop, and so to make a new tensor.

    Returns:
        The storages. The network's inputs and outputs are held to the end, and a tensor that was
        handed to a module not less than until that module returns.
    """
    found = Storages()
    for node in graph.nodes:
        shares = _shares(graph, node, found.scattered, training=training)
        base = _base(node) if shares or node.mutates else None
        if base is not None:
            found.of_node.append([found.of(base)] * len(node.outputs))
        else:
            own = [Storage(0 if shares else spec.bytes, node.id, node.id) for spec in node.outputs]
            found.of_node.append(own)
            found.all += own
        for ref in node.inputs:
            found.of(ref).last_held = node.id
    _hold_longer(graph, found)
    return found


def _hold_longer(graph: Graph, found: Storages) -> None:
    """Let storages live as long as the code that runs holds them."""
    end = NodeId(len(graph.nodes) - 1)
    for node in graph.inputs():
        found.of(node.ref).last_held = end
    for output in graph.outputs:
        if output.ref is not None:
            found.of(output.ref).last_held = end
    for call in graph.calls[1:]:
        for ref in call.inputs:
            _hold(found.of(ref), NodeId(call.end_node - 1))
    for held in graph.held:
        _hold(found.of(held.ref), held.until)


def _hold(storage: Storage, until: NodeId) -> None:
    storage.last_held = max(storage.last_held, until)


def _base(node: Node) -> Ref | None:
    """Return the input whose memory a view or an in-place result lies in."""
    if node.mutates:
        return node.inputs[node.mutates[0]]
    return node.inputs[0] if node.inputs else None


def _shares(graph: Graph, node: Node, scattered: set[Ref], *, training: bool) -> bool:
    """Tell whether a node returns a view, and note those whose elements lie out of order."""
    out_of_order = bool(node.inputs) and node.inputs[0] in scattered
    shares = _is_view(graph, node, scattered=out_of_order, training=training)
    if shares and (out_of_order or node.op in REORDERS or node.kind is OpKind.INDEX):
        scattered.update(Ref(node.id, index) for index in range(len(node.outputs)))
    return shares


def _picks(node: Node) -> bool:
    """Tell whether positions are listed, so that their elements go to new memory."""
    index = node.attrs.get("index") if isinstance(node.attrs, OtherAttrs) else None
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(part, str) and part.startswith("[") for part in parts)


def _is_view(graph: Graph, node: Node, *, scattered: bool, training: bool) -> bool:
    if node.op in COPIES or (scattered and node.op in COPIES_IF_SCATTERED):
        return False
    match node.kind:
        case OpKind.RESHAPE:
            return True
        case OpKind.INDEX:
            return len(node.inputs) + len(node.parameters) <= 1 and not _picks(node)
        case OpKind.DROPOUT:
            drops = dropout_may_drop(node) if training else dropout_is_active(graph, node)
            return not drops
        case OpKind.COPY if node.op in CONVERSIONS and node.inputs:
            return graph.tensor(node.inputs[0]).dtype == node.output.dtype
        case _:
            return node.kind is OpKind.COPY and node.op in HANDS_BACK
