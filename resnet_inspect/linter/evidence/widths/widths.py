"""Which layers set and take the width of a tensor, and who disagrees with the others."""

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.join import declared_width

BETWEEN = frozenset(
    {OpKind.NORM, OpKind.ACTIVATION, OpKind.POOL, OpKind.PAD, OpKind.REDUCE, OpKind.RESIZE}
)
"""Operators that keep the width."""

ELEMENTWISE = frozenset({OpKind.MULTIPLY, OpKind.ARITHMETIC, OpKind.ADD})


def width_maker(context: LintContext, node: Node) -> Node | None:
    """Return the convolution or join that set the width that arrives."""
    maker = context.origin(node.inputs[0])
    while maker.kind in BETWEEN and maker.inputs:
        maker = context.origin(maker.inputs[0])
    return maker if maker.kind is not OpKind.INPUT else None


def makers_upstream(context: LintContext, node: Node) -> list[Node]:
    """Return the convolution that made the width which arrives, elementwise operators between.

    ``x * relu6(x + 3) / 6`` has two ways back to the one convolution.
    """
    seen: set[int] = set()
    pending = [context.origin(ref) for ref in node.inputs[:1]]
    while pending:
        maker = pending.pop()
        if maker.kind is OpKind.CONV:
            return [maker]
        if maker.kind in BETWEEN | ELEMENTWISE and maker.id not in seen:
            seen.add(maker.id)
            pending += [context.origin(ref) for ref in maker.inputs]
    return []


def producer_disagrees(context: LintContext, node: Node, producer: Node, declared: int) -> bool:
    """Decide by majority between a normalization and the convolution that feeds it.

    A normalization and what follows it, convolutions or the other operand of a join, that agree
    against the convolution before them are right.
    """
    if producer.kind is not OpKind.CONV:
        return False
    if node.kind is not OpKind.NORM:
        return _many_disagree(context, producer)
    following = _widths_after(context, node)
    return bool(following) and all(one == declared for one in following)


def _many_disagree(context: LintContext, producer: Node) -> bool:
    """Whether several layers read a convolution's output, and none takes its width."""
    readers = next_weighted(context, producer)
    made = producer.output.shape[1]
    places = {context.definition(one) for one in readers}
    return len(places) > 1 and all(declared_width(one) != made for one in readers)


def _widths_after(context: LintContext, node: Node) -> list[int]:
    found = [width for one in next_weighted(context, node) if (width := declared_width(one))]
    for reader in context.readers(node):
        if reader.kind is OpKind.ADD and len(reader.inputs) > 1:
            other = [ref for ref in reader.inputs if context.origin(ref) is not node]
            found += [context.graph.tensor(ref).shape[1] for ref in other]
    return found


def output_disagrees(context: LintContext, node: Node) -> bool:
    """Whether what follows takes another width than the layer makes: both may be swapped."""
    made = node.output.shape[1] if node.outputs and len(node.output.shape) > 1 else 0
    return any(declared_width(one) != made for one in next_weighted(context, node))


def next_weighted(context: LintContext, node: Node) -> list[Node]:
    """Return the next layers that declare the width of their input."""
    found = []
    for reader in context.readers(node):
        if declared_width(reader) is not None:
            found.append(reader)
        elif reader.kind in BETWEEN:
            found += next_weighted(context, reader)
    return found
