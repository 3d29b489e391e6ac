"""What the papers call a block, by the weighted operators on its main path."""

from collections.abc import Collection, Sequence
from math import prod

from resnet_inspect.graph import ConvAttrs, Graph, LinearAttrs, Node, NodeId, OpKind

PREACTIVATION = frozenset({OpKind.NORM, OpKind.ACTIVATION})

Levels = Sequence[Sequence[Node]]
"""Weighted operators by their distance from the fork; branches side by side share a level."""


def weighted_levels(
    graph: Graph, main: Sequence[NodeId], weighted: Sequence[bool], left_out: Collection[NodeId]
) -> Levels:
    """Group the weighted operators of a main path by how many come before them.

    Args:
        graph: A traced forward pass.
        main: The main path in execution order.
        weighted: Which of the graph's nodes are weighted.
        left_out: Nodes that compute a gate.
    """
    before: dict[NodeId, int] = {}
    levels: list[list[Node]] = []
    for node_id in main:
        node = graph.nodes[node_id]
        level = max((before.get(ref.node, 0) for ref in node.inputs), default=0)
        if weighted[node_id] and node_id not in left_out:
            levels.extend([] for _ in range(level + 1 - len(levels)))
            levels[level].append(node)
            level += 1
        before[node_id] = level
    return levels


def is_preactivated(graph: Graph, main: Sequence[NodeId], weighted: Sequence[bool]) -> bool:
    """Tell whether a normalization or activation comes before the first weighted operator."""
    for node in main:
        if weighted[node]:
            return False
        if graph.nodes[node].kind in PREACTIVATION:
            return True
    return False


def block_kind(levels: Levels, *, preactivated: bool) -> str:
    """Name a block, such as ``basic block`` or ``pre-activation bottleneck``."""
    name = _name(levels)
    return f"pre-activation {name}" if preactivated and name in {BASIC, BOTTLENECK} else name


BASIC = "basic block"
BOTTLENECK = "bottleneck"
PATTERNS = {
    "kk": BASIC,
    "1k1": BOTTLENECK,
    "1d1": "inverted bottleneck",
    "k1": "fused inverted bottleneck",
    "d11": "ConvNeXt block",
    "d1": "depthwise separable block",
}
"""What the letters of the convolutions spell: see :func:`_letter`."""

MOBILE = frozenset({PATTERNS["1d1"], PATTERNS["k1"], PATTERNS["d1"]})
"""Kinds that are blocks with or without a shortcut (MobileNet, EfficientNet)."""


def _name(levels: Levels) -> str:
    operators = [node for level in levels for node in level]
    kinds = {node.kind for node in operators}
    if _attends(operators):
        return "attention block"
    if kinds == {OpKind.LINEAR}:
        return "MLP block" if len(levels) > 1 else "residual block (1 linear layer)"
    name = _convolutional(levels) if kinds <= {OpKind.CONV, OpKind.LINEAR} else None
    return name or _counted(len(operators), "conv" if kinds == {OpKind.CONV} else "layer")


def _attends(operators: Sequence[Node]) -> bool:
    """Tell attention, which multiplies twice, from a product that makes a kernel (CondConv)."""
    products = [node for node in operators if node.kind is OpKind.MATMUL and not node.parameters]
    return len(products) > 1 or any(node.kind is OpKind.ATTENTION for node in operators)


def _counted(number: int, what: str) -> str:
    if not number:
        return "residual block"
    return f"residual block ({number} {what}{'' if number == 1 else 's'})"


def _convolutional(levels: Levels) -> str | None:
    """Name a block of convolutions after their kernels, None where no paper has a name."""
    pattern = "".join(_letter(level) for level in levels)
    if pattern in {"1d1", "d11", "k1"} and not _expands(levels, pattern):
        return BOTTLENECK if pattern == "1d1" else None
    return PATTERNS.get(pattern)


def _expands(levels: Levels, pattern: str) -> bool:
    """Tell whether the convolution after which an inverted block is named widens the map."""
    match levels[1 if pattern == "d11" else 0][0].attrs:
        case ConvAttrs(in_channels=source, out_channels=target):
            return target > source
        case LinearAttrs(in_features=source, out_features=target):
            return target > source
        case _:
            return False


def _letter(level: Sequence[Node]) -> str:
    """Return ``1`` for a pointwise convolution, ``d`` for a depthwise one, ``k`` for others.

    A linear layer is pointwise. Branches of different kinds side by side give ``?``.
    """
    letters = {_letter_of(node) for node in level}
    return letters.pop() if len(letters) == 1 else "?"


def _letter_of(node: Node) -> str:
    match node.attrs:
        case LinearAttrs():
            return "1"
        case ConvAttrs(transposed=False) as attrs:
            pointwise = prod(attrs.kernel_size) == 1
            return "d" if attrs.depthwise else "1" if pointwise else "k"
        case _:
            return "?"
