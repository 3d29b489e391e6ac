"""How a residual block is written: what follows what on its main path and after its join."""

from enum import StrEnum

from resnet_inspect.graph import ConvAttrs, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.join import Join

MIXING = frozenset({OpKind.MATMUL, OpKind.ATTENTION, OpKind.MULTIPLY, OpKind.SOFTMAX})
THROUGH = frozenset({OpKind.POOL, OpKind.PAD, OpKind.RESIZE, OpKind.INDEX, OpKind.COPY})


class Form(StrEnum):
    """Where a block activates."""

    POST = "post-activation"
    """The main path begins with a convolution and ends without an activation (He et al. 2015)."""
    PRE = "pre-activation"
    """Normalization or activation come before the first convolution (He et al. 2016)."""
    OTHER = "other"


def form_of(context: LintContext, join: Join) -> Form:
    """Tell how a block is written from its main path."""
    first = next((node for node in join.main if _counts(node)), None)
    if first is None or not dense_convolutions(join):
        return Form.OTHER
    if not starts_with_convolution(context, join):
        return Form.PRE
    if is_inverted(context, join):
        return Form.OTHER
    last = context.origin(join.main_ref)
    return Form.POST if last.kind in {OpKind.NORM, OpKind.CONV} else Form.OTHER


def starts_with_convolution(context: LintContext, join: Join) -> bool:
    """Whether neither normalization nor activation come before a main path's first convolution."""
    first = next((node for node in join.main if _counts(node)), None)
    if first is None or first.kind is not OpKind.CONV or normed_before(context, join):
        return False
    before = context.origin(first.inputs[0])
    return before.kind is not OpKind.ACTIVATION or not _prepares(context, join, before)


def is_inverted(context: LintContext, join: Join) -> bool:
    """Whether a main path widens inside and ends narrow: a linear bottleneck, as in MobileNet."""
    width = context.graph.tensor(join.main_ref).shape[1:2]
    inner = [node.output.shape[1] for node in convolutions_of(join)[:-1]]
    return bool(width) and any(one > width[0] for one in inner)


def normed_before(context: LintContext, join: Join) -> bool:
    """Whether the block normalizes before the first convolution of its main path.

    The shortcut may leave after that normalization, as projections of pre-activation blocks do.
    """
    convs = convolutions_of(join)
    if not convs or any(node.kind is OpKind.NORM and node.id < convs[0].id for node in join.main):
        return bool(convs)
    node = context.origin(convs[0].inputs[0])
    while node.kind in THROUGH | {OpKind.ACTIVATION} and node.inputs:
        node = context.origin(node.inputs[0])
    return node.kind is OpKind.NORM and _prepares(context, join, node)


def _prepares(context: LintContext, join: Join, node: Node) -> bool:
    """Whether a block applies ``node`` to its input, and not to a convolution of its own."""
    block = context.block(join)
    if block.parent is None or node.id < block.first_node:
        return False
    source = context.origin(node.inputs[0])
    while source.kind in {OpKind.NORM, OpKind.ACTIVATION} and source.inputs:
        source = context.origin(source.inputs[0])
    return source.kind is not OpKind.CONV or source.id < block.first_node


def _counts(node: Node) -> bool:
    return node.kind in {OpKind.NORM, OpKind.ACTIVATION, OpKind.CONV, OpKind.LINEAR}


def convolutions_of(join: Join) -> list[Node]:
    """Return the convolutions of a main path that see more than one pixel of the map.

    Those on globally pooled maps belong to gates.
    """
    return [
        node
        for node in join.main
        if node.kind is OpKind.CONV and node.outputs and max(node.output.shape[2:], default=1) > 1
    ]


def expansion_of(context: LintContext) -> int:
    """Return how many times as many channels a block of the network ends with as it begins with.

    4 where there are bottlenecks, 1 where no block expands.
    """
    for join in context.joins:
        widths = [
            conv.attrs.out_channels
            for conv in convolutions_of(join)
            if isinstance(conv.attrs, ConvAttrs)
        ]
        if len(widths) > 1 and widths[-1] > widths[0] and widths[-1] % widths[0] == 0:
            return widths[-1] // widths[0]
    return 1


def dense_convolutions(join: Join) -> bool:
    """Whether a main path is made of ordinary convolutions only."""
    convs = convolutions_of(join)
    return bool(convs) and not any(
        isinstance(node.attrs, ConvAttrs) and (node.attrs.depthwise or node.attrs.transposed)
        for node in convs
    )


def normed(context: LintContext, node: Node) -> bool:
    """Whether a normalization reads a convolution's output, activated or not."""
    readers = context.readers(node)
    for reader in list(readers):
        if reader.kind is OpKind.ACTIVATION:
            readers += context.readers(reader)
    return any(reader.kind is OpKind.NORM for reader in readers)


def activated(context: LintContext, node: Node, limit: int = 12) -> bool | None:
    """Whether every convolution after ``node`` is reached through an activation.

    A normalization on the way counts as well, since a pre-activation block follows then. None
    where no convolution or linear layer follows.
    """
    pending, seen, answers = [(node, limit)], {node.id}, []
    while pending:
        current, left = pending.pop()
        for reader in context.readers(current):
            if reader.id in seen:
                continue
            seen.add(reader.id)
            if reader.kind in {OpKind.ACTIVATION, OpKind.NORM, OpKind.SOFTMAX}:
                answers.append(True)
            elif reader.kind in {OpKind.CONV, OpKind.LINEAR}:
                answers.append(False)
            elif reader.kind in THROUGH | {OpKind.RESHAPE, OpKind.REDUCE} and left:
                pending.append((reader, left - 1))
    return all(answers) if answers else None


def are_factors(one: Node, other: Node) -> bool:
    """Whether two convolutions see different dimensions, as 1×3 and 3×1 do."""
    if not (isinstance(one.attrs, ConvAttrs) and isinstance(other.attrs, ConvAttrs)):
        return True
    uneven = [len(set(attrs.kernel_size)) > 1 for attrs in (one.attrs, other.attrs)]
    return any(uneven)
