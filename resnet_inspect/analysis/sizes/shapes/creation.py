"""Tensors that the forward pass makes itself."""

from resnet_inspect.analysis.sizes.extents.extent import Size
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.graph import SizeArgument

_BY_SHAPE = frozenset(
    "zeros ones empty rand randn full new_zeros new_ones new_full new_empty".split()
)
_OF_SCALARS = frozenset("tensor as_tensor scalar_tensor".split())


def creation(call: Call) -> Shape:
    """Return the shape of a tensor that holds no values of others.

    Where no size of the input went into its making, it is the same at every size.
    """
    node = call.node
    if not node.sizes or node.op in _OF_SCALARS:
        return node.output.shape
    if node.op == "arange" and len(node.sizes) == 1 and len(node.output.shape) == 1:
        length = call.numbers(node.sizes[0].number)
        if call.traced(length) == node.output.shape[0]:
            return (length,)
    if node.op not in _BY_SHAPE and not node.op.endswith("_like"):
        raise NoFormulaError
    made: list[Size] = list(node.output.shape)
    for size in node.sizes:
        place = _place(size, 1 if node.op.startswith("new_") else 0)
        if place < len(made):
            made[place] = call.numbers(size.number)
    return tuple(made)


def _place(size: SizeArgument, first: int) -> int:
    """Return which dimension an argument is, where the first one is called ``argument{first}``."""
    number = size.argument.removeprefix("argument")
    return (int(number) - first if number.isdigit() else 0) + size.place
