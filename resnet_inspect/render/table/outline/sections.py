"""Rows for blocks that have no module of their own.

A network may be written in one forward. Where the analysis finds several blocks among the rows of
one call, each becomes a group of its rows, and identical ones are folded.
"""

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.facts import Block, Facts
from resnet_inspect.graph import ModuleCall, NodeId, ParameterId
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.rows import Row, RowKind
from resnet_inspect.render.table.outline.settings import channels_and_stride
from resnet_inspect.render.table.outline.view import View


@dataclass(frozen=True, slots=True)
class Section:
    """A block that has no module call of its own."""

    stage: str
    number: int
    """Position in the stage, from 1."""
    block: Block


class Sections:
    """Divides the rows of a call by the blocks that were found in it."""

    def __init__(self, facts: Facts, view: View) -> None:
        self.facts = facts
        self.graph = facts.graph
        self.view = view
        self.of_call = self._blocks_without_a_call()

    def divide(self, call: ModuleCall, rows: list[Row]) -> list[Row]:
        """Put the rows of blocks that lack a module of their own below a row for the block."""
        sections = self.of_call.get(call.id)
        return list(self._grouped(rows, sections)) if sections and len(rows) > 1 else rows

    def _blocks_without_a_call(self) -> dict[int, list[Section]]:
        if self.view.level is Level.OP:
            return {}
        found: dict[int, list[Section]] = {}
        for stage in self.facts.structure.stages:
            for number, block in enumerate(stage.blocks, 1):
                call = self.graph.calls[block.call]
                if (block.first_node, block.end_node) != (call.first_node, call.end_node):
                    found.setdefault(block.call, []).append(Section(stage.name, number, block))
        return {call: sections for call, sections in found.items() if len(sections) > 1}

    def _grouped(self, rows: Sequence[Row], sections: Sequence[Section]) -> Iterator[Row]:
        todo = deque(rows)
        run: list[tuple[Section, Row]] = []
        for section in sections:
            before = _taken(todo, section.block.first_node)
            inside = _taken(todo, section.block.end_node, whole=True)
            if run and (before or not inside or not self._continues(run[-1][0], section)):
                yield from self._shown(run)
                run = []
            yield from before
            if inside:
                run.append((section, self._group(section, inside)))
        yield from self._shown(run)
        yield from todo

    def _continues(self, before: Section, section: Section) -> bool:
        same_stage = before.stage == section.stage
        return same_stage and self._signature(before.block) == self._signature(section.block)

    def _signature(self, block: Block) -> Hashable:
        """Describe the block's operators and their wiring, such that equal blocks are equal."""
        return tuple(
            (node.op, node.attrs, node.outputs, node.mutates, tuple(
                (max(ref.node - block.first_node, -1), ref.index) for ref in node.inputs
            ))
            for node in self.graph.nodes[block.first_node : block.end_node]
        )  # fmt: skip

    def _shown(self, run: list[tuple[Section, Row]]) -> Iterator[Row]:
        opened = any(_has_failed(row) for _, row in run) or self.view.expand
        if len(run) == 1 or self.view.fold is Fold.NONE or opened:
            yield from (row for _, row in run)
        elif run:
            yield self._folded(run)

    def _folded(self, run: list[tuple[Section, Row]]) -> Row:
        (first, _), (last, _) = run[0], run[-1]
        channels = self._channels(first.block, last.block)
        name = f"{first.stage} blocks {first.number}–{last.number}"
        weights = {self._weights(section.block) for section, _ in run}
        same = ", the same weights" if len(weights) == 1 and weights != {frozenset()} else ""
        return Row(
            kind=RowKind.RUN, name=name, path=name,
            type=f"{first.block.kind} ×{len(run)}{f', {channels}' if channels else ''}{same}",
            first_node=run[0][1].first_node, end_node=run[-1][1].end_node,
            first_end=run[0][1].end_node,
            calls=tuple(call for _, row in run for call in row.calls),
        )  # fmt: skip

    def _weights(self, block: Block) -> frozenset[ParameterId]:
        nodes = self.graph.nodes[block.first_node : block.end_node]
        return frozenset(number for node in nodes for number in node.parameters)

    def _group(self, section: Section, rows: list[Row]) -> Row:
        closed = self.view.level is Level.BLOCK and not any(map(_has_failed, rows))
        name = f"{section.stage} block {section.number}"
        return Row(
            kind=RowKind.LAYER if closed else RowKind.GROUP, name=name, path=name,
            type=f"{section.block.kind} {self._channels(section.block, section.block)}".strip(),
            first_node=rows[0].first_node, end_node=rows[-1].end_node,
            children=() if closed else tuple(rows),
            calls=tuple(call for row in rows for call in row.calls),
        )  # fmt: skip

    def _channels(self, first: Block, last: Block) -> str:
        inputs = self.graph.nodes[first.first_node].inputs
        if not inputs:
            return ""
        return channels_and_stride(self.graph.tensor(inputs[0]).shape, last.output.shape)


def _taken(rows: deque[Row], end: NodeId, *, whole: bool = False) -> list[Row]:
    """Take the rows from the left that begin, or lie wholly, before ``end``."""
    taken: list[Row] = []
    while rows and (rows[0].end_node <= end if whole else rows[0].first_node < end):
        taken.append(rows.popleft())
    return taken


def _has_failed(row: Row) -> bool:
    return row.failed or any(map(_has_failed, row.children))
