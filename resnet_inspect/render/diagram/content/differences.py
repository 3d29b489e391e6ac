"""What changed since an earlier network, on a figure: a number at the place, the sentence below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from resnet_inspect.analysis.facts import Status
from resnet_inspect.graph import NodeId
from resnet_inspect.render.comparison.pair import Pair
from resnet_inspect.render.comparison.rows import MARKS, DifferenceRow, Writer
from resnet_inspect.render.diagram.content.model import Content, Leaf, Remark
from resnet_inspect.render.table.header import title

SAME = "same architecture"
ARROW = " → "
"""The figures' font has none."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A row that differs, and the first operator of the later network at its place."""

    row: DifferenceRow
    name: str
    node: NodeId


def compared(content: Content, pair: Pair) -> Content:
    """Return the content of the later network with what changed, numbered at its leaves.

    What is gone stands where the layers before it end.
    """
    changes = list(enumerate(_changes(pair), start=1))
    places: dict[int, tuple[tuple[int, str], ...]] = {}
    for number, change in changes:
        place = _place(content.leaves, change.node)
        places[place] = (*places.get(place, ()), (number, change.row.status.value))
    leaves = tuple(
        replace(leaf, remarks=(*leaf.remarks, *places.get(number, ())))
        for number, leaf in enumerate(content.leaves)
    )
    since = f"changes since {title(pair.before)}" if changes else f"{SAME} as {title(pair.before)}"
    return replace(
        content,
        leaves=leaves,
        subtitle=f"{content.subtitle} · {since}",
        remarks=(*content.remarks, *(_remark(number, change) for number, change in changes)),
    )


def _changes(pair: Pair) -> Iterator[_Change]:
    """Yield what differs, with full names: a layer's row names it below its block."""
    node, above = NodeId(0), ""
    for row in Writer(pair).rows():
        if row.after is not None:
            node = row.after.first
        if row.open:
            above = row.name if row.depth else ""
        elif row.status is not Status.EQUAL:
            name = f"{above}.{row.name}" if above and row.depth > 1 else row.name
            yield _Change(row, name, node)
        if row.after is not None:
            node = row.after.last


def _place(leaves: Sequence[Leaf], node: NodeId) -> int:
    """Return the leaf that holds an operator, or the last one before it."""
    for number, leaf in enumerate(leaves):
        if node in leaf.nodes:
            return number
    before = [number for number, leaf in enumerate(leaves) if min(leaf.nodes) <= node]
    return before[-1] if before else 0


def _remark(number: int, change: _Change) -> Remark:
    status = change.row.status
    gone = " is gone" if status is Status.REMOVED else ""
    text = f"{MARKS[status]} {change.name}: {change.row.what}{gone}"
    return Remark(number, status.value, text.replace(ARROW, " to "))
