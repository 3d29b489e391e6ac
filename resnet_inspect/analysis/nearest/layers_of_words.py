"""Words as layers: those of a published plan, and those that are read off a traced network."""

from collections.abc import Iterator, Sequence
from typing import cast

from resnet_inspect.analysis.nearest.layer import Layer, Layers, Role, Value
from resnet_inspect.analysis.structure.spelling import PADDING, SQUEEZE, Spelling, Word, Words
from resnet_inspect.graph import ConvAttrs, Node, NodeId, OpKind, PoolAttrs

ROLES = {
    OpKind.NORM: Role.NORM, OpKind.ACTIVATION: Role.ACTIVATION, OpKind.SOFTMAX: Role.ACTIVATION,
    OpKind.POOL: Role.POOLING, OpKind.REDUCE: Role.POOLING, OpKind.LINEAR: Role.LINEAR,
    OpKind.ADD: Role.JOIN, OpKind.CONCAT: Role.JOIN,
}  # fmt: skip
PUBLISHED = {
    "batch_norm": Role.NORM, "group_norm": Role.NORM, "relu": Role.ACTIVATION,
    "prelu": Role.ACTIVATION,
    "sigmoid": Role.ACTIVATION, "conv": Role.CONVOLUTION, "linear": Role.LINEAR,
    "gate": Role.GATE, SQUEEZE[0]: Role.POOLING, PADDING[0]: Role.PADDING,
}  # fmt: skip
"""The role of a word that no traced operator stands behind."""
CONVOLUTION = ("kernel", "input width", "width", "stride", "groups", "dilation")
POOLING = ("kernel", "stride", "padding")

JOIN = Layer(Role.JOIN, "add")


def layers_of_words(words: Words, dimensions: int = 2) -> Layers:
    """Return the layers that a plan's words name, for maps of so many dimensions."""
    return tuple(_layer(word, None, dimensions) for word in words)


def layers_of_nodes(spelling: Spelling, nodes: Sequence[NodeId]) -> Layers:
    """Return the layers that ``nodes`` of a traced network are, in order of execution."""
    return tuple(_layer(word, node, spelling.dimensions) for node, word in spelling.spoken(nodes))


def _layer(word: Word, node: Node | None, dimensions: int) -> Layer:
    name, *values = word
    inner = layers_of_words(cast("Words", tuple(values))) if name == "gate" else ()
    settings = () if inner else tuple(_settings(str(name), values))
    role = PUBLISHED.get(name) or (ROLES.get(node.kind) if node else None)
    if role is None:
        role = Role.POOLING if "pool" in str(name) else Role.OTHER
    if node is None:
        return Layer(role, str(name), settings, inner, dimensions=dimensions)
    return Layer(role, str(name), settings, inner, node.module, node.id, dimensions)


def _settings(name: str, values: Sequence[object]) -> Iterator[tuple[str, Value]]:
    match values:
        case [ConvAttrs() as attrs]:
            yield from _irregular(attrs)
        case [PoolAttrs() as attrs]:
            sizes = attrs.kernel_size, attrs.stride, attrs.padding
            yield from zip(POOLING, map(_square, sizes), strict=True)
        case [int(kernel), int(_), int(_), int(_), int(_), int(dilation)] if name == "conv":
            yield from zip(CONVOLUTION, values, strict=True)
            yield "padding", dilation * (kernel // 2)
            yield "bias", False
        case [int(source), int(target)] if name == "linear":
            yield "input width", source
            yield "width", target
        case [int(kernel), int(stride)]:
            padding = kernel // 2 if kernel % 2 else 0
            yield from zip(POOLING, (kernel, stride, padding), strict=True)


def _irregular(attrs: ConvAttrs) -> Iterator[tuple[str, Value]]:
    """Yield the settings of an unusual convolution: with a bias, or padded otherwise."""
    values = (
        _square(attrs.kernel_size), attrs.in_channels, attrs.out_channels, _square(attrs.stride),
        attrs.groups, _square(attrs.dilation),
    )  # fmt: skip
    yield from zip(CONVOLUTION, values, strict=True)
    yield "padding", _square(attrs.padding)
    yield "bias", attrs.has_bias


def _square(sizes: tuple[int, ...]) -> Value:
    """Return the one size of a window that is alike in all directions, else all sizes."""
    return sizes[0] if len(set(sizes)) == 1 else sizes
