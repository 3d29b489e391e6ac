"""What went wrong in the forward pass, in sentences below the row in which it did."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.graph import Failure, Graph, Node, SourceSpan
from resnet_inspect.render.connections import place
from resnet_inspect.render.rows import Row, RowKind

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
    if node is not None and node.inputs:
        operands = [
            f"{units.dimensions(graph.tensor(ref).shape)} from {place(graph, ref.node, node.id)}"
            for ref in node.inputs
        ]
        yield f"operands: {' and '.join(operands)}"
    for word, span in _way(failure, node):
        yield f"{word} {span}{f' in {span.function}' if span.function else ''}"
    yield f"{failure.type}: {failure.message}"


def _way(failure: Failure, node: Node | None) -> Iterator[tuple[str, SourceSpan]]:
    """Yield the failing line and then those that led there, the innermost first."""
    frames = list(reversed(failure.frames))
    if not frames and node is not None and node.source is not None:
        frames = [node.source]
    for number, span in enumerate(frames[:MOST_FRAMES]):
        yield "called from" if number else "at", span
