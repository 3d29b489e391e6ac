"""The image size that a network's head is made for, where the user gave none.

A head that flattens the last feature map, or pools it by a fixed window, takes one size. It is read
off the layer that fails at another, or else found among those that classifiers are made for.
"""

from collections.abc import Iterator
from math import isqrt

from resnet_inspect.graph import Graph, LinearAttrs, Node, NodeId, OpKind, ReshapeAttrs

COMMON_SIZES = (32, 28, 64, 96, 128, 112, 160, 192, 256, 299, 384, 448, 512, 225)
"""Image sizes that networks are made for, the most common first; 224 is the default.

225 is one more than a multiple of 8 and of 32, as segmentation asks for.
"""

SPATIAL = 2
"""The first spatial dimension of (N, C, H, W)."""

HEADS = frozenset({OpKind.LINEAR, OpKind.MATMUL, OpKind.RESHAPE, OpKind.POOL})
"""Operators by which a head depends on the size of the image."""

OF_POSITIONS = frozenset({OpKind.ADD, OpKind.MATMUL, OpKind.RESHAPE, OpKind.COPY})
"""What attention does to a table of positions before it adds it to its scores."""

Shapes = tuple[tuple[int, ...], ...]


def fits(graph: Graph) -> bool:
    """Whether a forward pass went through and kept the batch."""
    batch = {node.output.shape[0] for node in graph.inputs() if node.output.shape}
    made = [graph.tensor(one.ref).shape[:1] for one in graph.outputs if one.ref is not None]
    return graph.complete and not graph.failures and _kept(batch, made)


def _kept(batch: set[int], made: list[tuple[int, ...]]) -> bool:
    return not made or len(batch) != 1 or any(one in {(), tuple(batch)} for one in made)


def head_fails(graph: Graph) -> bool:
    """Whether a forward pass fails in its head alone, or turns the image into more examples.

    So does a sum with a parameter, such as a table of positions. An assertion that does not hold
    may be one about the image's size.
    """
    failed = [graph.nodes[one.node] for one in graph.failures if one.node is not None]
    if failed:
        return failed[0].kind in HEADS or _reads_table(graph, failed[0])
    return _refuses(graph) if graph.failures else not fits(graph)


def _has_table(node: Node) -> bool:
    return node.kind is OpKind.ADD and bool(node.parameters)


def _reads_table(graph: Graph, node: Node) -> bool:
    """Whether a sum has a table of positions in it, be it what attention makes of one."""
    if node.kind is not OpKind.ADD:
        return False
    seen: set[NodeId] = set()
    ahead = [node]
    while ahead:
        node = ahead.pop()
        if node.parameters:
            return True
        makers = [graph.nodes[ref.node] for ref in node.inputs]
        known = [one for one in makers if one.kind in OF_POSITIONS and one.id not in seen]
        seen.update(one.id for one in known)
        ahead += known
    return False


def why_not(graph: Graph) -> str:
    """Say in the words of the header what is wrong with the size."""
    if graph.failures and _refuses(graph):
        return "is refused"
    failed = next((one.node for one in graph.failures if one.node is not None), None)
    table = failed is not None and _reads_table(graph, graph.nodes[failed])
    return f"does not fit {'a parameter' if table else 'the head'}"


def _refuses(graph: Graph) -> bool:
    return graph.failures[0].type == "AssertionError"


def likely_sizes(graph: Graph) -> Iterator[int]:
    """Yield square sizes that the head may be made for, the likeliest first."""
    wanted = tuple(dict.fromkeys([*_table_sizes(graph), *_flattened_sizes(graph)]))
    yield from wanted
    yield from (size for size in COMMON_SIZES if size not in wanted)


def _table_sizes(graph: Graph) -> Iterator[int]:
    """Yield the size for which a map has as many positions as the table that is added to it."""
    failed = [graph.nodes[one.node] for one in graph.failures[:1] if one.node is not None]
    for node in filter(_has_table, failed):
        table = graph.parameters[node.parameters[0]].tensor
        added = graph.tensor(node.inputs[0])
        image = graph.inputs()[0].output.shape
        if added.numel and image:
            yield max(1, round(image[-1] * (table.numel * image[0] / added.numel) ** 0.5))


def _flattened_sizes(graph: Graph) -> Iterator[int]:
    """Yield sizes for which the last map, flattened, has the features that are asked for."""
    side = next((node.output.shape[-1] for node in graph.inputs()), 0)
    last: tuple[int, ...] = ()
    for node in graph.nodes:
        if features := _features(node):
            if last and (cells := _cells(features, last[1])) not in {0, last[2]}:
                yield max(1, round(cells * side / last[2]))
        elif node.outputs and len(node.output.shape) == SPATIAL + 2:
            last = node.output.shape


def _features(node: Node) -> int:
    """Return how many features a linear layer or a reshape to a matrix asks for, 0 for none."""
    match node.attrs:
        case LinearAttrs(in_features=features):
            return features
        case ReshapeAttrs(requested=(_, features)):
            return max(0, features)
    return 0


def _cells(features: int, channels: int) -> int:
    """Return the side of a square map with so many features, 0 where there is none."""
    positions, rest = divmod(features, channels)
    cells = isqrt(positions)
    return cells if not rest and cells * cells == positions else 0


def squared(shapes: Shapes, side: int) -> Shapes:
    """Return the shapes with another height and width."""
    return tuple(
        (*one[:SPATIAL], *(side for _ in one[SPATIAL:])) if len(one) > SPATIAL else one
        for one in shapes
    )
