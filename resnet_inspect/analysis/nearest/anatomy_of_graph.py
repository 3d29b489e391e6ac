"""The anatomy of a traced network."""

from collections.abc import Iterator, Sequence

from resnet_inspect.analysis.nearest.anatomy import Anatomy, BlockAnatomy, StageAnatomy
from resnet_inspect.analysis.nearest.layer import Layers
from resnet_inspect.analysis.nearest.layers_of_words import layers_of_nodes, layers_of_words
from resnet_inspect.analysis.residual.connection import ResidualConnection
from resnet_inspect.analysis.structure.parts import Block, Stage, Structure
from resnet_inspect.analysis.structure.spelling import PADDING, Spelling
from resnet_inspect.graph import Graph, NodeId


def anatomy_of(
    graph: Graph, residuals: Sequence[ResidualConnection], structure: Structure
) -> Anatomy:
    """Return the layers of a network, each in exactly one part."""
    return _Reading(graph, residuals).anatomy(structure)


class _Reading:
    def __init__(self, graph: Graph, residuals: Sequence[ResidualConnection]) -> None:
        self.graph = graph
        self.residuals = residuals
        self.spelling = Spelling(graph, residuals)
        self.read = NodeId(len(graph.inputs()))
        """The first node that no part holds so far."""

    def anatomy(self, structure: Structure) -> Anatomy:
        if not structure.stages:
            return Anatomy(stem=self._until(len(self.graph.nodes)), stages=(), head=())
        stem = self._until(structure.blocks[0].first_node)
        stages = tuple(self._stages(structure.stages))
        head, dimensions = self._until(len(self.graph.nodes)), self.spelling.dimensions
        return Anatomy(stem=stem, stages=stages, head=head, dimensions=dimensions)

    def _until(self, end: int) -> Layers:
        nodes = _span(self.read, end)
        self.read = NodeId(end)
        return layers_of_nodes(self.spelling, nodes)

    def _stages(self, stages: Sequence[Stage]) -> Iterator[StageAnatomy]:
        for stage in stages:
            blocks = tuple(self._block(block) for block in stage.blocks)
            yield StageAnatomy(name=stage.name, blocks=blocks)

    def _block(self, block: Block) -> BlockAnatomy:
        """Read a block, with what stands between it and the one before it."""
        if block.connection is None:
            return self._plain(block)
        connection = self.residuals[block.connection]
        aside = {*connection.shortcut, connection.join}
        main = [n for n in _span(self.read, connection.join) if n not in aside]
        after = [n for n in _span(connection.join, block.end_node) if n not in connection.shortcut]
        self.read = block.end_node
        return BlockAnatomy(
            kind=block.kind,
            main=layers_of_nodes(self.spelling, main),
            shortcut=self._shortcut(connection),
            after=layers_of_nodes(self.spelling, after),
            stride=max(block.stride, default=1),
            module=self.graph.calls[block.call].module,
        )

    def _plain(self, block: Block) -> BlockAnatomy:
        main = _span(self.read, block.end_node)
        self.read = block.end_node
        return BlockAnatomy(
            kind=block.kind, main=layers_of_nodes(self.spelling, main), shortcut=(), after=(),
            module=self.graph.calls[block.call].module,
        )  # fmt: skip

    def _shortcut(self, connection: ResidualConnection) -> Layers:
        words = self.spelling.shortcut(connection)
        if words == (PADDING,):
            return layers_of_words(words)
        return layers_of_nodes(self.spelling, connection.shortcut)


def _span(start: int, end: int) -> list[NodeId]:
    return [NodeId(node) for node in range(start, end)]
