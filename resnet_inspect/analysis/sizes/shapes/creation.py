"""Tensors that the forward pass makes itself."""

from resnet_inspect.analysis.sizes.extents.extent import Size
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.graph import SizeArgument

_BY_SHAPE = frozenset(
    "zeros ones empty rand randn full new_zeros new_ones new_full new_empty".split()
)
_SEQUENCES = frozenset("arange range linspace logspace randperm".split())


def creation(call: Call) -> Shape:
    """Return the shape of a tensor that holds no values of others.

    Where no size of the input went into its making, it is the same at every size.
    """
    node = call.node
    made: list[Size] = list(node.output.shape)
    if node.op in _SEQUENCES and node.sizes:
        return (_length(call),)
    if node.op not in _BY_SHAPE and not node.op.endswith("_like"):
        return tuple(made)
    for size in node.sizes:
        place = _place(size, 1 if node.op.startswith("new_") else 0)
        if place < len(made):
            made[place] = call.take(size)
    return tuple(made)


def _length(call: Call) -> Size:
    """Return how many numbers a sequence has: the argument that was its length in the trace."""
    (length,) = call.node.output.shape
    for size in reversed(call.node.sizes):
        if call.graph.numbers[size.number].value == length:
            return call.take(size)
    raise NoFormulaError


def _place(size: SizeArgument, first: int) -> int:
    """Return which dimension an argument is, where the first one is called ``argument{first}``."""
    number = size.argument.removeprefix("argument")
    return (int(number) - first if number.isdigit() else 0) + size.place
