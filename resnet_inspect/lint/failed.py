"""The operators that failed for a reason of their own.

A trace goes on past a failing operator with a guess of its output. What fails only because the
guess was one of two possibilities is a consequence, and not reported: each guess keeps what the
output may be as well, and a later failure that one of these would have avoided is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    Failure,
    Graph,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    ReduceAttrs,
    Ref,
    ReshapeAttrs,
)

Shape = tuple[int, ...]
MATRIX = 2
ANYTHING: Shape = ()
"""Stands for the result of a reshape that failed, which may have any shape."""
KEEPING = frozenset({OpKind.NORM, OpKind.ACTIVATION, OpKind.DROPOUT, OpKind.COPY})
JOINING = frozenset({OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC})
RESIZING = frozenset({OpKind.CONV, OpKind.POOL, OpKind.REDUCE, OpKind.RESIZE, OpKind.CONCAT})


@dataclass(frozen=True, slots=True)
class Failed:
    """An operator that raised, with its failure."""

    node: Node
    failure: Failure


def failed_operators(graph: Graph) -> list[Failed]:
    """Return the operators that failed, consequences of earlier failures left out."""
    failures = {one.node: one for one in graph.failures if one.node is not None}
    if not failures:
        return []
    alternatives = _alternatives(graph, set(failures))
    return [
        Failed(node, failures[node.id])
        for node in graph.nodes
        if node.id in failures
        and not _follows(graph, node, alternatives)
        and not _fed_by_failed(graph, node, set(failures))
    ]


def _fed_by_failed(graph: Graph, node: Node, failed: set[int]) -> bool:
    """Whether a layer disagrees with a convolution that has failed itself."""
    if node.kind not in {OpKind.NORM, OpKind.CONV} or not node.inputs:
        return False
    before = graph.nodes[node.inputs[0].node]
    while before.kind in KEEPING and before.inputs:
        before = graph.nodes[before.inputs[0].node]
    return before.kind is OpKind.CONV and before.id in failed


Alternatives = dict[int, set[Shape]]


def _alternatives(graph: Graph, failed: set[int]) -> Alternatives:
    """Return the shapes that outputs may have besides the guessed one, by node."""
    found: Alternatives = {}
    for node in graph.nodes:
        if not node.outputs:
            continue
        others = set(_of_failed(graph, node)) if node.id in failed else set()
        if node.kind in KEEPING | JOINING:
            for ref in node.inputs:
                others |= found.get(ref.node, set())
        elif node.kind in RESIZING and node.inputs:
            others |= set(_changed_size(graph, node, found))
        elif node.kind is OpKind.RESHAPE and node.inputs and len(node.output.shape) == MATRIX:
            others |= set(_flattened(node, found))
        others.discard(node.output.shape)
        if others:
            found[node.id] = others
    return found


def _of_failed(graph: Graph, node: Node) -> Iterator[Shape]:
    if node.kind in JOINING:
        yield from (graph.tensor(ref).shape for ref in node.inputs)
    elif node.kind is OpKind.CONCAT:
        sizes = (graph.tensor(ref).shape[2:] for ref in node.inputs)
        yield from ((*node.output.shape[:2], *size) for size in sizes)
    elif isinstance(node.attrs, NormAttrs) and node.inputs:
        shape = graph.tensor(node.inputs[0]).shape
        yield (*shape[:1], node.attrs.channels, *shape[2:])
    elif node.kind is OpKind.RESHAPE:
        yield ANYTHING


def _changed_size(graph: Graph, node: Node, found: Alternatives) -> Iterator[Shape]:
    """Let other spatial sizes and, where nothing sets them, other widths through."""
    shape, source = node.output.shape, graph.tensor(node.inputs[0]).shape
    for other in found.get(node.inputs[0].node, ()):
        if other == ANYTHING:
            if node.kind is not OpKind.CONV:
                yield ANYTHING
            continue
        if node.kind is not OpKind.CONV and other[1:2] != source[1:2]:
            yield (*shape[:1], *other[1:2], *shape[2:])
        if other[2:] != source[2:]:
            yield (*shape[:2], *(0 for _ in shape[2:]))


def _flattened(node: Node, found: Alternatives) -> Iterator[Shape]:
    for other in found.get(node.inputs[0].node, ()):
        if len(other) > 1 and 0 not in other:
            yield (*node.output.shape[:1], prod(other[1:]))


def _follows(graph: Graph, node: Node, alternatives: Alternatives) -> bool:
    if not any(ref.node in alternatives for ref in node.inputs):
        return _spatial_guess(graph, node)
    if any(ANYTHING in alternatives.get(ref.node, ()) for ref in node.inputs):
        return True
    if node.kind in JOINING or node.kind is OpKind.CONCAT:
        return _could_join(graph, node, alternatives)
    match node.attrs:
        case ConvAttrs(in_channels=width) | NormAttrs(channels=width):
            return any(width == shape[1] for shape in _others(node, alternatives))
        case LinearAttrs(in_features=width):
            flat = len(graph.tensor(node.inputs[0]).shape) <= MATRIX
            guessed = any(width in shape[1:2] for shape in _others(node, alternatives))
            return flat and (guessed or _spatial_guess(graph, node))
    return node.kind in {OpKind.RESHAPE, OpKind.MATMUL}


def _others(node: Node, alternatives: Alternatives) -> set[Shape]:
    return alternatives.get(node.inputs[0].node, set())


def _could_join(graph: Graph, node: Node, alternatives: Alternatives) -> bool:
    options = [{graph.tensor(ref).shape, *alternatives.get(ref.node, set())} for ref in node.inputs]
    first, *rest = options
    widths = node.kind is not OpKind.CONCAT
    return all(
        any(_fit(one, other, widths=widths) for one in first for other in others) for others in rest
    )


def _fit(one: Shape, other: Shape, *, widths: bool) -> bool:
    if len(one) != len(other) or (widths and one[1:2] != other[1:2]):
        return False
    unknown = 0 in one[2:] or 0 in other[2:]
    pairs = zip(one[2:], other[2:], strict=True)
    return unknown or all(a == b or 1 in {a, b} for a, b in pairs)


def _spatial_guess(graph: Graph, node: Node) -> bool:
    """Whether a linear layer or reshape only disagrees about a size that was guessed before."""
    source = node.inputs[0] if node.inputs else None
    if source is None or not graph.nodes[source.node].assumed:
        return False
    if node.kind not in {OpKind.LINEAR, OpKind.RESHAPE}:
        return False
    width, pooled = _map_before(graph, source)
    if pooled:
        return False
    match node.attrs:
        case LinearAttrs(in_features=features):
            return bool(width) and features % width == 0 and features > width
        case ReshapeAttrs(requested=requested):
            asked = abs(prod(requested))
            return bool(width) and asked % width == 0 and asked > width
    return False


def _map_before(graph: Graph, ref: Ref) -> tuple[int, bool]:
    """Return the width of the last feature map before ``ref``, and whether its size is fixed."""
    node = graph.nodes[ref.node]
    while len(node.output.shape) <= MATRIX and node.inputs:
        node = graph.nodes[node.inputs[0].node]
    shape = node.output.shape
    fixed = isinstance(node.attrs, AdaptivePoolAttrs | ReduceAttrs)
    return (shape[1] if len(shape) > 1 else 0), fixed
