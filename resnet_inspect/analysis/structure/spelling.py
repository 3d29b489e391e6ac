"""Operators written as words, so that two networks can be compared without their names.

A word says what a published table would: kernel, stride, width. Number of classes, reshaping,
dropout and copies are left out. A gate is one word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.graph import (
    ConvAttrs,
    Graph,
    LinearAttrs,
    Node,
    NodeId,
    OpKind,
    PoolAttrs,
)

Word = tuple[object, ...]
Words = tuple[Word, ...]

SILENT = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.DROPOUT, OpKind.COPY, OpKind.CONSTANT})
ZERO_PADDING = frozenset({OpKind.INDEX, OpKind.PAD, OpKind.CONCAT, OpKind.CONSTANT})

BATCH_NORM: Word = ("batch_norm",)
GROUP_NORM: Word = ("group_norm",)
RELU: Word = ("relu",)
PRELU: Word = ("prelu",)
SQUEEZE: Word = ("squeeze",)
PADDING: Word = ("zero padding",)


def convolution(
    kernel: int, width: tuple[int, int], stride: int = 1, groups: int = 1, dilation: int = 1
) -> Word:
    """Return the word of a padded convolution without bias, alike in all directions.

    ``width`` is from and to.
    """
    return ("conv", kernel, *width, stride, groups, dilation)


def pooling(name: str, kernel: int, stride: int) -> Word:
    """Return the word of a pooling that keeps ``kernel // 2`` padding, or none for 2×2."""
    return (name, kernel, stride)


def fully_connected(source: int, target: int) -> Word:
    """Return the word of a linear layer, or of a 1×1 convolution of a 1×1 map, with bias."""
    return ("linear", source, target)


def gate(words: Words) -> Word:
    """Return the word of a gate whose factor is computed by ``words``."""
    return ("gate", *words)


class Spelling:
    """Writes nodes of one graph as words.

    Args:
        graph: A traced forward pass.
        connections: Its residual connections, of which the gates matter here.
    """

    def __init__(self, graph: Graph, connections: Iterable[ResidualConnection]) -> None:
        self.graph = graph
        self.gates: Mapping[NodeId, ResidualConnection] = {
            connection.join: connection
            for connection in connections
            if connection.kind is ResidualKind.GATE
        }

    @property
    def dimensions(self) -> int:
        """Of the feature maps: those of the first convolution's kernel, 2 where there is none."""
        first = next(self.graph.of_kind(OpKind.CONV), None)
        attrs = first.attrs if first is not None else None
        return len(attrs.kernel_size) if isinstance(attrs, ConvAttrs) else 2

    def words(self, nodes: Sequence[NodeId]) -> Words:
        """Return the words of ``nodes``, which are given in execution order."""
        return tuple(word for _, word in self.spoken(nodes))

    def spoken(self, nodes: Sequence[NodeId]) -> Iterator[tuple[Node, Word]]:
        """Yield the nodes that have a word, each with it."""
        aside = {
            inner for node in nodes if node in self.gates for inner in self.gates[node].main
        }  # fmt: skip
        for node in (self.graph.nodes[node] for node in nodes if node not in aside):
            if node.kind not in SILENT:
                yield node, self._word(node)

    def shortcut(self, connection: ResidualConnection) -> Words:
        """Return the words of a shortcut; one word says option A in all its spellings."""
        nodes = [self.graph.nodes[node] for node in connection.shortcut]
        if connection.kind is ResidualKind.PADDING and all(_pads(node) for node in nodes):
            return (PADDING,)
        return self.words(connection.shortcut)

    def _word(self, node: Node) -> Word:
        if node.id in self.gates:
            return gate(self.words(self.gates[node.id].main))
        if self._squeezes(node):
            return SQUEEZE
        match node.attrs:
            case ConvAttrs() as attrs:
                return self._convolution(node, attrs)
            case LinearAttrs(has_bias=True) as attrs:
                return fully_connected(attrs.in_features, attrs.out_features)
            case PoolAttrs() as attrs:
                return _pooling(node.op, attrs)
        return (node.op,)

    def _squeezes(self, node: Node) -> bool:
        """Tell whether a node takes the mean of each channel."""
        if node.kind not in {OpKind.POOL, OpKind.REDUCE} or not node.outputs:
            return False
        averages = "avg" in node.op or node.op == "mean"
        batch, channels = (*self.graph.tensor(node.inputs[0]).shape, 0, 0)[:2]
        return averages and node.output.shape[:2] == (batch, channels) and (
            node.output.numel == batch * channels
        )  # fmt: skip

    def _convolution(self, node: Node, attrs: ConvAttrs) -> Word:
        source = self.graph.tensor(node.inputs[0])
        pointwise = set(attrs.kernel_size) == {1} and set(source.shape[2:]) == {1}
        if pointwise and attrs.has_bias:
            return fully_connected(attrs.in_channels, attrs.out_channels)
        settings = {(attrs.kernel_size, attrs.stride, attrs.dilation, attrs.padding)}
        square = all(len(set(setting)) == 1 for setting in next(iter(settings)))
        kernel, stride, dilation, padding = (
            attrs.kernel_size[0], attrs.stride[0], attrs.dilation[0], attrs.padding[0],
        )  # fmt: skip
        padded = padding == dilation * (kernel // 2)
        if not square or not padded or attrs.has_bias or attrs.transposed:
            return ("conv", attrs)
        return convolution(
            kernel, (attrs.in_channels, attrs.out_channels), stride, attrs.groups, dilation
        )


def _pads(node: Node) -> bool:
    """Tell whether a node of a shortcut leaves out positions or adds zeros, and no more."""
    subsamples = isinstance(node.attrs, PoolAttrs) and set(node.attrs.kernel_size) == {1}
    return node.kind in ZERO_PADDING or subsamples


def _pooling(op: str, attrs: PoolAttrs) -> Word:
    name = re.sub(r"\d?d$", "", op)
    kernel, stride = set(attrs.kernel_size), set(attrs.stride)
    usual = len(kernel) == len(stride) == 1 and set(attrs.dilation) <= {1}
    padding = max(kernel) // 2 if max(kernel) % 2 else 0
    if usual and set(attrs.padding) == {padding}:
        return pooling(name, *kernel, *stride)
    return (name, attrs)
