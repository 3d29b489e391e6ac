"""Aligns two networks: parts by what they are, blocks in their stages, layers in their blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from resnet_inspect.analysis.comparison.layer import SILENT, changes_between, layer_of
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
from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.structure.parts import Block, Stage, Structure
from resnet_inspect.graph import Graph, LinearAttrs, Node, NodeId, OpKind

ROLES = (Role.MAIN, Role.SHORTCUT, Role.JOIN, Role.AFTER)

Word = tuple[object, ...]


@dataclass(frozen=True)
class Side:
    """One of the two networks, with what is known of it."""

    graph: Graph
    residuals: Sequence[ResidualConnection]
    structure: Structure

    def word(self, node: NodeId) -> Word:
        """Return what a layer is and how it is set."""
        return layer_of(self.graph.nodes[node]).word

    def kind(self, node: NodeId) -> str:
        """Return what a layer is."""
        return layer_of(self.graph.nodes[node]).kind

    def spoken(self, nodes: Sequence[NodeId]) -> list[NodeId]:
        """Leave out what only moves values."""
        return [node for node in nodes if self.graph.nodes[node].kind not in SILENT]

    def roles(self, block: Block) -> dict[Role, list[NodeId]]:
        """Return a block's layers by their place in it."""
        join = self.residuals[block.connection].join
        aside = set(self.residuals[block.connection].shortcut)
        nodes = self.spoken([NodeId(at) for at in range(block.first_node, block.end_node)])
        return {
            Role.MAIN: [node for node in nodes if node < join and node not in aside],
            Role.SHORTCUT: [node for node in nodes if node in aside],
            Role.JOIN: [node for node in nodes if node == join],
            Role.AFTER: [node for node in nodes if node > join],
        }

    def block_word(self, block: Block) -> Word:
        """Return what a block is made of."""
        roles = self.roles(block)
        return tuple(tuple(self.word(node) for node in roles[role]) for role in ROLES)

    def stage_word(self, stage: Stage) -> Word:
        """Return what a stage is made of."""
        return tuple(self.block_word(block) for block in stage.blocks)

    def layers(self) -> list[NodeId]:
        """Return all layers of a network, in order of execution."""
        return self.spoken([node.id for node in self.graph.nodes])

    @cached_property
    def entrance(self) -> NodeId | None:
        """The first layer that reads the image."""
        return next((node.id for node in self.graph.of_kind(OpKind.CONV)), None)

    @cached_property
    def classifier(self) -> NodeId | None:
        """The last layer, where it is linear: its width is the number of classes."""
        weighted = [n for n in self.graph.nodes if n.kind in {OpKind.CONV, OpKind.LINEAR}]
        last = weighted[-1] if weighted else None
        return last.id if last is not None and isinstance(last.attrs, LinearAttrs) else None


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
        return Comparison(parts=parts, renames=tuple(self._renames(parts)))

    def _plain(self) -> Iterator[PartPair]:
        layers = self._layers(self.before.layers(), self.after.layers(), Role.PLAIN)
        yield PartPair(before="network", after="network", layers=tuple(layers))

    def _staged(self) -> Iterator[PartPair]:
        old, new = self.before.structure, self.after.structure
        yield self._ends("stem", old.stem, new.stem)
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
        yield self._ends("head", old.head, new.head)

    def _ends(self, name: str, old: Sequence[NodeId], new: Sequence[NodeId]) -> PartPair:
        pairs = self._layers(self.before.spoken(old), self.after.spoken(new), Role.PLAIN)
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
        kinds = [
            side.residuals[block.connection].kind.value
            for side, block in ((self.before, one), (self.after, other))
        ]
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
        found = changes_between(
            layer_of(self.before.graph.nodes[one]), layer_of(self.after.graph.nodes[other])
        )
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
