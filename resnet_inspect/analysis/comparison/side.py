"""One of two networks that are compared, with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from resnet_inspect.analysis.comparison.layer import SILENT, Layer, layer_of
from resnet_inspect.analysis.comparison.result import Role
from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.structure.parts import Block, Stage, Structure
from resnet_inspect.graph import Graph, LinearAttrs, NodeId, OpKind

ROLES = (Role.MAIN, Role.SHORTCUT, Role.JOIN, Role.AFTER)

Word = tuple[object, ...]


@dataclass(frozen=True)
class Side:
    """One of the two networks, with what is known of it."""

    graph: Graph
    residuals: Sequence[ResidualConnection]
    structure: Structure

    def layer(self, node: NodeId) -> Layer:
        """Return what is compared of a layer."""
        return layer_of(self.graph.nodes[node], training=self.graph.run.training)

    def word(self, node: NodeId) -> Word:
        """Return what a layer is and how it is set."""
        return self.layer(node).word

    def kind(self, node: NodeId) -> str:
        """Return what a layer is."""
        return self.layer(node).kind

    def spoken(self, nodes: Sequence[NodeId]) -> list[NodeId]:
        """Leave out what only moves values."""
        return [node for node in nodes if self.graph.nodes[node].kind not in SILENT]

    def roles(self, block: Block) -> dict[Role, list[NodeId]]:
        """Return a block's layers by their place in it."""
        nodes = self.spoken(_span(self.starts[block.first_node], block.end_node))
        if block.connection is None:
            return {Role.MAIN: nodes, Role.SHORTCUT: [], Role.JOIN: [], Role.AFTER: []}
        join = self.residuals[block.connection].join
        aside = set(self.residuals[block.connection].shortcut)
        return {
            Role.MAIN: [node for node in nodes if node < join and node not in aside],
            Role.SHORTCUT: [node for node in nodes if node in aside],
            Role.JOIN: [node for node in nodes if node == join],
            Role.AFTER: [node for node in nodes if node > join],
        }

    def shortcut(self, block: Block) -> str:
        """Return what kind of shortcut a block has."""
        return "none" if block.connection is None else self.residuals[block.connection].kind.value

    def block_word(self, block: Block) -> Word:
        """Return what a block is made of."""
        roles = self.roles(block)
        return tuple(tuple(self.word(node) for node in roles[role]) for role in ROLES)

    def stage_word(self, stage: Stage) -> Word:
        """Return what a stage is made of."""
        return tuple(self.block_word(block) for block in stage.blocks)

    @cached_property
    def starts(self) -> dict[NodeId, NodeId]:
        """Where each block begins, with what stands between it and the one before it."""
        blocks = self.structure.blocks
        between = {after.first_node: before.end_node for before, after in pairwise(blocks)}
        return {block.first_node: block.first_node for block in blocks} | between

    @property
    def head(self) -> list[NodeId]:
        """Return the layers after the last block."""
        return self.spoken(_span(self.structure.blocks[-1].end_node, len(self.graph.nodes)))

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


def _span(start: int, end: int) -> list[NodeId]:
    return [NodeId(at) for at in range(start, end)]
