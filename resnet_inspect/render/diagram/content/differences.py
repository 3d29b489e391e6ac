"""What changed since an earlier network, on a figure: a number at the place, the sentence below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from resnet_inspect.analysis.facts import Status
from resnet_inspect.graph import NodeId
from resnet_inspect.render.comparison.pair import Pair
from resnet_inspect.render.comparison.rows import MARKS, DifferenceRow, Writer
from resnet_inspect.render.diagram.content.ghosts import Ghost, layer_ghost, with_ghosts
from resnet_inspect.render.diagram.content.model import Content, Leaf, Level, Remark
from resnet_inspect.render.table.header import title

SAME = "same architecture"
ARROW = re.compile(" ?→ ?")
"""The figures' font has none."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A row that differs, and the first operator of the later network at its place."""

    row: DifferenceRow
    name: str
    node: NodeId

    @property
    def is_run(self) -> bool:
        """Whether it is a block or a part of the network, rather than one layer."""
        span = self.row.before or self.row.after
        return span is not None and span.first != span.last


def compared(content: Content, pair: Pair, level: Level) -> Content:
    """Return the content of the later network with what changed, numbered at its leaves.

    What is gone stands in outline where the layers before it end; what would have no chip at this
    level is a number there.
    """
    changes = list(enumerate(_changes(pair), start=1))
    places: dict[int, tuple[tuple[int, str], ...]] = {}
    ghosts: list[Ghost] = []
    for number, change in changes:
        place = _place(content.leaves, change.node)
        remark = (number, change.row.status.value)
        ghost = _ghost(change, pair, place, level, remark)
        if ghost is None:
            places[place] = (*places.get(place, ()), remark)
        else:
            ghosts.append(ghost)
    leaves = tuple(
        replace(leaf, remarks=(*leaf.remarks, *places.get(number, ())))
        for number, leaf in enumerate(content.leaves)
    )
    since = f"changes since {title(pair.before)}" if changes else f"{SAME} as {title(pair.before)}"
    changed = replace(
        content,
        leaves=leaves,
        subtitle=f"{content.subtitle} · {since}",
        remarks=(*content.remarks, *(_remark(number, change) for number, change in changes)),
    )
    return with_ghosts(changed, ghosts)


def _ghost(
    change: _Change, pair: Pair, place: int, level: Level, remark: tuple[int, str]
) -> Ghost | None:
    """Return what to draw for something that is gone, None where a number has to do."""
    row = change.row
    if row.status is not Status.REMOVED or row.before is None or level is Level.STAGE:
        return None
    if change.is_run:
        return Ghost(label=change.name, after=place, alone=True, remarks=(remark,))
    graph = pair.before.graph
    node = graph.nodes[row.before.first]
    source = graph.nodes[node.inputs[0].node] if node.inputs else None
    return layer_ghost(node, source, place, level, remark)


def _changes(pair: Pair) -> Iterator[_Change]:
    """Yield what differs, with full names: a layer's row names it below its block.

    What is gone stands behind the row before it; the first layer of a block, in that block.
    """
    node, above = NodeId(0), ""
    for row in Writer(pair).rows():
        if row.open:
            above = row.name if row.depth else ""
            node = row.after.first if row.depth and row.after is not None else node
            continue
        if row.status is not Status.EQUAL:
            name = f"{above}.{row.name}" if above and row.depth > 1 else row.name
            yield _Change(row, name, row.after.first if row.after is not None else node)
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
    gone = " is gone" if status is Status.REMOVED and not change.is_run else ""
    text = f"{MARKS[status]} {change.name}: {change.row.what}{gone}"
    return Remark(number, status.value, ARROW.sub(" to ", text))
