"""Parallel branches: what a join reads, back to the tensor where they part."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import ConvAttrs, Node, OpKind, Ref
from resnet_inspect.linter.context import LintContext

MAPS = frozenset({OpKind.CONV, OpKind.NORM, OpKind.ACTIVATION, OpKind.POOL, OpKind.DROPOUT,
                  OpKind.COPY, OpKind.PAD})  # fmt: skip
"""What a branch is made of."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One input of a join."""

    start: Ref
    nodes: tuple[Node, ...]
    """Its operators in the order of execution."""

    @property
    def convolutions(self) -> tuple[Node, ...]:
        """Its convolutions."""
        return tuple(node for node in self.nodes if node.kind is OpKind.CONV)

    @property
    def form(self) -> tuple[tuple[str, ...], ...]:
        """What its operators are, windows and dilations left out."""
        return tuple(_form(node) for node in self.nodes)

    @property
    def windows(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """Kernel and dilation of each convolution."""
        attrs = [node.attrs for node in self.convolutions]
        return tuple((one.kernel_size, one.dilation) for one in attrs if isinstance(one, ConvAttrs))


def _form(node: Node) -> tuple[str, ...]:
    attrs = node.attrs
    if isinstance(attrs, ConvAttrs):
        return (node.op, *map(str, (attrs.in_channels, attrs.out_channels, attrs.stride)),
                str(attrs.groups == attrs.in_channels))  # fmt: skip
    return (node.op,)


def branches(context: LintContext, join: Node) -> tuple[Branch, ...]:
    """Return the branches that a join reads: each ends where others read its tensor as well."""
    return tuple(_branch(context, ref) for ref in join.inputs)


def _branch(context: LintContext, ref: Ref) -> Branch:
    nodes: list[Node] = []
    for node in _back(context, ref):
        nodes.insert(0, node)
        ref = node.inputs[0]
    return Branch(ref, tuple(nodes))


def _back(context: LintContext, ref: Ref) -> Iterator[Node]:
    node = context.producer(ref)
    while node.kind in MAPS and len(node.inputs) == 1 and len(context.graph.users(node)) == 1:
        yield node
        node = context.producer(node.inputs[0])
