"""Tensors that the forward pass makes itself."""

from fractions import Fraction

from resnet_inspect.analysis.sizes.extents.extent import Extent, Size, floor_of
from resnet_inspect.analysis.sizes.shapes.arithmetic import Value
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.graph import OtherAttrs, SizeArgument

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
    """Return how many numbers a sequence has."""
    if call.node.op == "arange" and isinstance(call.node.attrs, OtherAttrs):
        return _steps(call, [name for name, _ in call.node.attrs.arguments])
    (length,) = call.node.output.shape
    for size in reversed(call.node.sizes):  # the argument that was its length in the trace
        if call.graph.numbers[size.number].value == length:
            return call.take(size)
    raise NoFormulaError


def _steps(call: Call, names: list[str]) -> Size:
    """Count the steps from a start to an end: one number alone is the end."""
    plain = [name for name in names if name not in {"start", "end", "step"}]
    called = dict(
        zip(("end",) if len(plain) == 1 else ("start", "end", "step"), plain, strict=False)
    )
    start, end, step = (
        _number(call, called.get(name, name), default)
        for name, default in (("start", 0), ("end", 0), ("step", 1))
    )
    if isinstance(step, Extent) or not step:
        raise NoFormulaError
    return floor_of((end - start) * (Fraction(-1) / Fraction(step))) * -1


def _number(call: Call, name: str, default: int) -> Value:
    given = call.other(name)
    if any(size.argument == name for size in call.node.sizes):
        return call.number(name, 0, 0)
    if given is None:
        return default
    if isinstance(given, int):
        return given
    if isinstance(given, float):
        return Fraction(given)
    raise NoFormulaError


def _place(size: SizeArgument, first: int) -> int:
    """Return which dimension an argument is, where the first one is called ``argument{first}``."""
    number = size.argument.removeprefix("argument")
    return (int(number) - first if number.isdigit() else 0) + size.place
