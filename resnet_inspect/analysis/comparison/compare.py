"""Aligns two networks: parts by what they are, blocks in their stages, layers in their blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from resnet_inspect.analysis.comparison.layer import changes_between
from resnet_inspect.analysis.comparison.result import (
    BlockPair,
    Change,
    Comparison,
    LayerPair,
    PartPair,
    Rename,
    Role,
    Status,
)
from resnet_inspect.analysis.comparison.sequences import aligned
from resnet_inspect.analysis.comparison.side import ROLES, Side
from resnet_inspect.analysis.comparison.wiring import Wiring
from resnet_inspect.analysis.structure.parts import Block
from resnet_inspect.graph import Node, NodeId


def compare(before: Side, after: Side) -> Comparison:
    """Align two networks and say what differs.

    Networks of which one has no residual blocks are aligned as sequences of layers.
    """
    return _Comparing(before, after).comparison()


class _Comparing:
    def __init__(self, before: Side, after: Side) -> None:
        self.before = before
        self.after = after

    def comparison(self) -> Comparison:
        staged = self.before.structure.stages and self.after.structure.stages
        parts = tuple(self._staged() if staged else self._plain())
        wiring = Wiring(self.before, self.after, parts)
        return Comparison(
            parts=tuple(map(wiring.told, parts)), renames=tuple(self._renames(parts)),
            returns=wiring.returns(),
        )  # fmt: skip

    def _plain(self) -> Iterator[PartPair]:
        layers = self._layers(self.before.layers(), self.after.layers(), Role.PLAIN)
        yield PartPair(before="network", after="network", layers=tuple(layers))

    def _staged(self) -> Iterator[PartPair]:
        old, new = self.before.structure, self.after.structure
        stems = self.before.spoken(old.stem), self.after.spoken(new.stem)
        yield self._ends("stem", *stems)
        words = self.before.stage_word, self.after.stage_word
        stages = aligned(old.stages, new.stages, words, by_place=True)
        for one, other in stages:
            yield PartPair(
                before=one.name if one else None,
                after=other.name if other else None,
                blocks=tuple(
                    self._blocks(one.blocks if one else (), other.blocks if other else ())
                ),
            )
        yield self._ends("head", self.before.head, self.after.head)

    def _ends(self, name: str, old: Sequence[NodeId], new: Sequence[NodeId]) -> PartPair:
        pairs = self._layers(old, new, Role.PLAIN)
        return PartPair(before=name, after=name, layers=tuple(pairs))

    # -- blocks ------------------------------------------------------------------------------

    def _blocks(self, old: Sequence[Block], new: Sequence[Block]) -> Iterator[BlockPair]:
        words, kinds = (self.before.block_word, self.after.block_word), (_kind, _kind)
        for one, other in aligned(old, new, words, kinds, by_place=True):
            if one is None or other is None:
                yield BlockPair(before=one, after=other, layers=())
            else:
                yield self._block(one, other)

    def _block(self, one: Block, other: Block) -> BlockPair:
        old, new = self.before.roles(one), self.after.roles(other)
        layers = [pair for role in ROLES for pair in self._layers(old[role], new[role], role)]
        return BlockPair(
            before=one, after=other, layers=tuple(layers),
            changes=tuple(self._block_changes(one, other)),
        )  # fmt: skip

    def _block_changes(self, one: Block, other: Block) -> Iterator[Change]:
        if one.kind != other.kind:
            yield Change("block", one.kind, other.kind)
        kinds = self.before.shortcut(one), self.after.shortcut(other)
        if kinds[0] != kinds[1]:
            yield Change("shortcut", *kinds)

    # -- layers ------------------------------------------------------------------------------

    def _layers(
        self, old: Sequence[NodeId], new: Sequence[NodeId], role: Role
    ) -> Iterator[LayerPair]:
        words, kinds = (self.before.word, self.after.word), (self.before.kind, self.after.kind)
        for one, other in aligned(old, new, words, kinds):
            changes = () if one is None or other is None else self._changes(one, other)
            yield LayerPair(before=one, after=other, role=role, changes=changes)

    def _changes(self, one: NodeId, other: NodeId) -> tuple[Change, ...]:
        found = changes_between(self.before.layer(one), self.after.layer(other))
        if (one, other) == (self.before.entrance, self.after.entrance):
            found = _renamed(found, "input width", "image channels")
        if (one, other) == (self.before.classifier, self.after.classifier):
            found = _renamed(found, "width", "classes")
        return found

    # -- names -------------------------------------------------------------------------------

    def _renames(self, parts: Sequence[PartPair]) -> Iterator[Rename]:
        seen: set[Rename] = set()
        for pair in (pair for part in parts for pair in part.pairs()):
            if pair.before is None or pair.after is None or pair.status is Status.REMOVED:
                continue
            old, new = self.before.graph.nodes[pair.before], self.after.graph.nodes[pair.after]
            rename = Rename(old.module, new.module)
            if _owned(old) and old.module != new.module and rename not in seen:
                seen.add(rename)
                yield rename


def _kind(block: Block) -> str:
    return block.kind


def _owned(node: Node) -> bool:
    """Whether a layer's name is its own, and not that of the block around it."""
    return bool(node.parameters)


def _renamed(changes: tuple[Change, ...], attribute: str, name: str) -> tuple[Change, ...]:
    return tuple(
        replace(change, attribute=name) if change.attribute == attribute else change
        for change in changes
    )
