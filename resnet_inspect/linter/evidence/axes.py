"""Which dimension an operator works on, and where a dimension goes."""

from resnet_inspect.graph import Node, OpKind, OtherAttrs, ReshapeAttrs

IMPLICIT_FIRST = frozenset({0, 1, 3})
"""Ranks at which ``softmax`` without a dimension takes the first one."""


def softmax_axis(node: Node) -> int | None:
    """Return the dimension that sums to 1; ``softmax`` without one takes an implicit one."""
    attrs, rank = node.attrs, len(node.output.shape) if node.outputs else 0
    if not isinstance(attrs, OtherAttrs) or not rank or not node.inputs:
        return None
    dim = attrs.get("dim")
    if not isinstance(dim, int):
        dim = 0 if rank in IMPLICIT_FIRST else 1
    return dim % rank


def moved_axis(node: Node, axis: int) -> int | None:
    """Return where a dimension of a node's input is in its output; None where it is lost."""
    rank = len(node.output.shape)
    if node.kind in {OpKind.COPY, OpKind.DROPOUT, OpKind.ACTIVATION}:
        return axis
    requested = node.attrs.requested if isinstance(node.attrs, ReshapeAttrs) else ()
    if node.op == "permute" and len(requested) == rank:
        return [one % rank for one in requested].index(axis)
    if node.op in {"transpose", "swapaxes", "swapdims"} and len(requested) == 2:  # noqa: PLR2004
        first, second = (one % rank for one in requested)
        return {first: second, second: first}.get(axis, axis)
    return None
