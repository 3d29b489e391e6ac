"""What went wrong in the forward pass, in sentences below the row in which it did."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.graph import (
    ConvAttrs,
    Failure,
    Graph,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    SourceSpan,
)
from resnet_inspect.render.places import place_text
from resnet_inspect.render.table.connections import place
from resnet_inspect.render.table.outline.rows import Row, RowKind

MOST_FRAMES = 6
"""Of a longer way to the failing line, the innermost frames are shown."""


def failure_notes(graph: Graph, row: Row) -> tuple[str, ...]:
    """Return the sentences for a row; none where nothing failed."""
    if not row.failed:
        return ()
    return tuple(
        note
        for failure in graph.failures
        if _is_in(failure, row)
        for note in _sentences(graph, failure)
    )


def _is_in(failure: Failure, row: Row) -> bool:
    if failure.node is None:
        return row.kind is RowKind.STOP
    return row.first_node <= failure.node < row.end_node


def _sentences(graph: Graph, failure: Failure) -> Iterator[str]:
    node = graph.nodes[failure.node] if failure.node is not None else None
    reason = ""
    if node is not None and node.inputs:
        reason = _mismatch(node, [graph.tensor(ref).shape for ref in node.inputs])
        yield f"{_operands(graph, node)}{reason}"
    for word, span in _way(failure, node):
        yield f"{word} {place_text(span)}{f' in {span.function}' if span.function else ''}"
    if not reason:
        yield f"{failure.type}: {failure.message}"


def _operands(graph: Graph, node: Node) -> str:
    shapes = [
        f"{units.dimensions(graph.tensor(ref).shape)} from {place(graph, ref.node, node.id)}"
        for ref in node.inputs
    ]
    return f"{'operands' if len(shapes) > 1 else 'operand'} {' and '.join(shapes)}"


def _mismatch(node: Node, shapes: list[tuple[int, ...]]) -> str:
    """Say what of the operands does not fit, where that can be told from their shapes."""
    first = shapes[0]
    match node.attrs:
        case ConvAttrs(in_channels=width) if len(first) > 1 and first[1] != width:
            return f": it takes {width} channels, not {first[1]}"
        case LinearAttrs(in_features=width) if first and first[-1] != width:
            return f": it takes {width} features, not {first[-1]}"
        case NormAttrs(channels=width) if len(first) > 1 and first[1] != width:
            return f": it takes {width} channels, not {first[1]}"
    if node.kind in {OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC} and len(shapes) > 1:
        return _broadcast_mismatch(shapes[0], shapes[1])
    return ""


def _broadcast_mismatch(one: tuple[int, ...], other: tuple[int, ...]) -> str:
    pairs = zip(reversed(one), reversed(other), strict=False)
    places = [-1 - place for place, (a, b) in enumerate(pairs) if a != b and 1 not in {a, b}]
    if not places:
        return ""
    same = len(one) == len(other)
    names = [_dimension(len(one) + place, len(one)) if same else str(place) for place in places]
    return f": they differ in {_listed(names[::-1])}"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _dimension(position: int, rank: int) -> str:
    """Name a dimension of a feature map: batch, channels, and height and width in 2-D."""
    if position < 2:  # noqa: PLR2004 - N and C
        return ("batch", "channels")[position]
    names = {3: ("length",), 4: ("height", "width"), 5: ("depth", "height", "width")}.get(rank)
    return names[position - 2] if names else f"dimension {position}"


def _way(failure: Failure, node: Node | None) -> Iterator[tuple[str, SourceSpan]]:
    """Yield the failing line and then those that led there, the innermost first."""
    frames = list(reversed(failure.frames))
    if not frames and node is not None and node.source is not None:
        frames = [node.source]
    for number, span in enumerate(frames[:MOST_FRAMES]):
        yield "called from" if number else "at", span
