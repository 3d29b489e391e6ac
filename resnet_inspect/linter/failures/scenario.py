"""What the shapes would be, had a failed operator returned something else than was guessed.

A trace goes on past a failed join with the shape of its main path. The shape of the shortcut was
just as possible: one scenario. From the failed operator on, shapes are worked out again, as far as
they follow from the operators' settings; where they come out as traced, the scenario ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConcatAttrs,
    ConvAttrs,
    Graph,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    OtherAttrs,
    PoolAttrs,
    ReduceAttrs,
    Ref,
    ReshapeAttrs,
)
from resnet_inspect.graph.shapes import Shape, broadcast, window_sizes

ANYTHING: Shape = ()
"""Stands for the result of a reshape that failed, which may have any shape."""
KEEPING = frozenset({OpKind.NORM, OpKind.ACTIVATION, OpKind.DROPOUT, OpKind.COPY})
JOINING = frozenset({OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC})


@dataclass(frozen=True, slots=True)
class Scenario:
    """One failed operator with another result, and the shapes that differ because of it."""

    shapes: Mapping[int, Shape]
    """Output shapes by node, of those nodes alone whose shape is not as traced."""
    avoided: frozenset[int]
    """Failed operators that would not have failed."""


def scenarios(graph: Graph, failed: Sequence[Node], first: Node) -> Iterator[Scenario]:
    """Yield a scenario for each other result that ``first`` may have had.

    Args:
        graph: A trace that went on past failures.
        failed: All operators that failed, ``first`` among them.
        first: The one whose guess is changed.
    """
    numbers: set[int] = {node.id for node in failed}
    for place, shape in enumerate(_other_results(graph, first)):
        if shape != first.output.shape:
            yield _played(graph, numbers, first, place, shape)


def _other_results(graph: Graph, node: Node) -> Iterator[Shape]:
    shapes = [graph.tensor(ref).shape for ref in node.inputs]
    if node.kind in JOINING:
        yield from shapes
    elif node.kind is OpKind.CONCAT:
        yield from ((*node.output.shape[:2], *shape[2:]) for shape in shapes)
    elif isinstance(node.attrs, NormAttrs) and shapes:
        yield (*shapes[0][:1], node.attrs.channels, *shapes[0][2:])
    elif node.kind is OpKind.RESHAPE:
        yield ANYTHING


def _played(graph: Graph, failed: set[int], first: Node, place: int, shape: Shape) -> Scenario:
    """Work out the shapes, with the operand at ``place`` winning at each join that fails."""
    shapes: dict[int, Shape] = {first.id: shape}
    avoided = set()
    for node in graph.nodes[first.id + 1 :]:
        if not node.outputs or not any(ref.node in shapes for ref in node.inputs):
            continue
        inputs = [_shape(graph, ref, shapes) for ref in node.inputs]
        result = _result(node, inputs, [graph.tensor(ref).shape for ref in node.inputs])
        if result is not None and node.id in failed:
            avoided.add(node.id)
        if result is None and node.kind in JOINING and place < len(inputs):
            result = inputs[place]
        if result is not None and result != node.output.shape:
            shapes[node.id] = result
    return Scenario(shapes, frozenset(avoided))


def _shape(graph: Graph, ref: Ref, shapes: Mapping[int, Shape]) -> Shape:
    known = shapes.get(ref.node) if ref.index == 0 else None
    return graph.tensor(ref).shape if known is None else known


def _result(  # noqa: C901, PLR0911 - one return a kind of operator
    node: Node, inputs: list[Shape], traced: list[Shape]
) -> Shape | None:
    """Return what an operator makes of other shapes; None where it fails or cannot be told."""
    if ANYTHING in inputs:
        return ANYTHING if node.kind not in {OpKind.CONV, OpKind.LINEAR} else node.output.shape
    if node.kind in JOINING:
        return broadcast(inputs)
    attrs, shape = node.attrs, inputs[0]
    match attrs:
        case ConvAttrs(in_channels=width) | NormAttrs(channels=width) if width != _width(shape):
            return None
        case ConvAttrs():
            sizes = _windowed(attrs, node, shape, traced[0])
            return None if sizes is None else (*shape[:1], attrs.out_channels, *sizes)
        case PoolAttrs():
            sizes = _windowed(attrs, node, shape, traced[0])
            return None if sizes is None else (*shape[:2], *sizes)
        case AdaptivePoolAttrs(output_size=size):
            return (*shape[:2], *node.output.shape[-len(size) :])
        case LinearAttrs(in_features=width):
            return (*shape[:-1], attrs.out_features) if shape[-1] == width else None
        case ReduceAttrs():
            return _reduced(attrs, shape)
        case ConcatAttrs(dim=dim):
            return _concatenated(dim, inputs)
        case ReshapeAttrs():
            return _reshaped(node, attrs, shape)
    if node.kind in KEEPING:
        return shape
    return _resized(node, shape, traced[0]) if node.kind is OpKind.RESIZE else None


def _width(shape: Shape) -> int | None:
    return shape[1] if len(shape) > 1 else None


def _windowed(
    attrs: ConvAttrs | PoolAttrs, node: Node, shape: Shape, traced: Shape
) -> list[int] | None:
    """Return the spatial sizes behind a sliding window.

    What the formula leaves out, such as rounding up, is taken from the trace, unless the window did
    not fit there either.
    """
    spatial = len(attrs.kernel_size)
    if len(shape) != spatial + 2 or len(traced) != len(shape):
        return None
    fitted = window_sizes(attrs, traced[2:])
    extras = (
        out - fits if fits > 0 else 0
        for out, fits in zip(node.output.shape[2:], fitted, strict=True)
    )
    sizes = [*map(sum, zip(window_sizes(attrs, shape[2:]), extras, strict=True))]
    return sizes if min(sizes) > 0 else None


def _reduced(attrs: ReduceAttrs, shape: Shape) -> Shape:
    gone = {dim % len(shape) for dim in attrs.dims} or set(range(len(shape)))
    if attrs.keepdim:
        return tuple(1 if place in gone else size for place, size in enumerate(shape))
    return tuple(size for place, size in enumerate(shape) if place not in gone)


def _concatenated(dim: int, shapes: list[Shape]) -> Shape | None:
    place = dim % len(shapes[0])
    rest = {(*shape[:place], *shape[place + 1 :]) for shape in shapes}
    if len(rest) != 1:
        return None
    total = sum(shape[place] for shape in shapes)
    return (*shapes[0][:place], total, *shapes[0][place + 1 :])


def _reshaped(node: Node, attrs: ReshapeAttrs, shape: Shape) -> Shape | None:
    if node.op == "flatten":
        start, end = (dim % len(shape) for dim in attrs.requested[:2])
        return (*shape[:start], prod(shape[start : end + 1]), *shape[end + 1 :])
    if node.op not in {"view", "reshape"}:
        return None
    known = prod(size for size in attrs.requested if size != -1)
    if -1 not in attrs.requested:
        return attrs.requested if known == prod(shape) else None
    if not known or prod(shape) % known:
        return None
    return tuple(prod(shape) // known if size == -1 else size for size in attrs.requested)


def _resized(node: Node, shape: Shape, traced: Shape) -> Shape:
    """Return the size by the same factor, or the same size where the source names one."""
    attrs = node.attrs
    if isinstance(attrs, OtherAttrs) and attrs.get("scale_factor") is None:
        return (*shape[:2], *node.output.shape[2:])
    sizes = zip(shape[2:], node.output.shape[2:], traced[2:], strict=False)
    return (*shape[:2], *(size * out // old for size, out, old in sizes))
