"""Views, permutations and what else puts the same elements into another shape."""

from resnet_inspect.analysis.sizes.extents.extent import (
    Extent,
    Size,
    exact_quotient,
    floor_of,
    product,
)
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.analysis.sizes.shapes.guard import Otherwise, Relation
from resnet_inspect.analysis.sizes.shapes.joining import replaced
from resnet_inspect.graph import ReshapeAttrs

MATRIX = 2


def reshaping(call: Call) -> Shape:
    """Return the shape behind any operator that only rearranges elements."""
    op, shape = call.node.op, call.shape
    match op:
        case "view_as" | "reshape_as" | "expand_as" if len(call.inputs) > 1:
            return _as_other(call)
        case "t" | "T" | "mT" | "H" if len(shape) == MATRIX or op == "mT":
            return (*shape[:-2], shape[-1], shape[-2])
        case "ravel":
            return (product(shape),)
    if not isinstance(call.node.attrs, ReshapeAttrs) or op not in _REARRANGE:
        raise NoFormulaError
    requested = call.node.attrs.requested
    wanted = [call.positional(place, size) for place, size in enumerate(requested)]
    return _REARRANGE[op](call, wanted, requested)


def _as_other(call: Call) -> Shape:
    other = call.inputs[1]
    if call.node.op == "expand_as":
        return _expanded(call, list(other), ())
    return _viewed(call, list(other), ())


def _viewed(call: Call, wanted: list[Size], _recorded: tuple[int, ...]) -> Shape:
    """Ask for a shape; ``-1`` takes what is left."""
    total = product(call.shape)
    if -1 not in wanted:
        asked = product(wanted)
        call.equal(total, asked, _cannot_be_viewed(asked))
        return tuple(wanted)
    place = wanted.index(-1)
    others = product(wanted[:place] + wanted[place + 1 :])
    return replaced(tuple(wanted), place, _left_over(call, total, others))


def _left_over(call: Call, total: Size, others: Size) -> Size:
    exact = exact_quotient(total, others) if others != 0 else None
    if exact is not None:
        return exact
    total, others = _without_common(total, others)
    if not isinstance(others, int) or others < 1:
        raise NoFormulaError
    reason = f"the elements do not fill rows of {others}"
    call.require(total, Relation.MULTIPLE, reason, modulus=others)
    return floor_of(total, others)


def _without_common(total: Size, others: Size) -> tuple[Size, Size]:
    """Cancel the symbols by which both are multiplied, such as the batch."""
    if isinstance(others, Extent) and len(others.terms) == 1:
        ((_, factor),) = others.terms
        symbols = exact_quotient(others, int(factor))
        rest = None if symbols is None else exact_quotient(total, symbols)
        if rest is not None:
            return rest, int(factor)
    return total, others


def _cannot_be_viewed(asked: Size) -> str:
    return f"the view asks for {asked} elements" if isinstance(asked, int) else "the view asks for more or fewer elements than there are"  # fmt: skip # noqa: E501


def _flattened(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    del wanted
    shape = call.shape
    start, end = (place % max(len(shape), 1) for place in recorded)
    return (*shape[:start], product(shape[start : end + 1]), *shape[end + 1 :])


def _unflattened(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    dim = recorded[0] % len(call.shape)
    parts = wanted[1:]
    if -1 in parts:
        place = parts.index(-1)
        others = product(parts[:place] + parts[place + 1 :])
        parts[place] = _left_over(call, call.shape[dim], others)
    call.equal(product(parts), call.shape[dim], "the parts do not make up the dimension")
    return (*call.shape[:dim], *parts, *call.shape[dim + 1 :])


def _permuted(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    del wanted
    return tuple(call.shape[dim] for dim in recorded)


def _swapped(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    del wanted
    one, other = recorded
    swapped = replaced(call.shape, one, call.shape[other])
    return replaced(swapped, other, call.shape[one])


def _moved(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    del wanted
    if len(recorded) != 2:  # noqa: PLR2004 - from and to
        raise NoFormulaError
    rest = list(call.shape)
    size = rest.pop(recorded[0])
    rest.insert(recorded[1] % len(call.shape), size)
    return tuple(rest)


def _squeezed(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    """Drop sizes of 1; a map that shrinks to one pixel loses more than it did in the trace."""
    del wanted
    rank = len(call.shape)
    dims = {dim % rank for dim in recorded} or set(range(rank))
    kept: list[Size] = []
    for place, size in enumerate(call.shape):
        if place not in dims:
            kept.append(size)
        elif call.traced(size) == 1:
            reason = "a size that was squeezed away grows"
            call.require(size - 1, Relation.ZERO, reason, otherwise=Otherwise.OTHER)
        else:
            reason = "a size of 1 is squeezed away"
            call.require(size - 1, Relation.NOT_ZERO, reason, otherwise=Otherwise.OTHER)
            kept.append(size)
    return tuple(kept)


def _unsqueezed(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    del wanted
    place = recorded[0] % (len(call.shape) + 1)
    return (*call.shape[:place], 1, *call.shape[place:])


def _expanded(call: Call, wanted: list[Size], _recorded: tuple[int, ...]) -> Shape:
    new = len(wanted) - len(call.shape)
    made: list[Size] = []
    for place, size in enumerate(wanted):
        old: Size = call.shape[place - new] if place >= new else 1
        if size != -1 and old not in {1, size}:
            if call.traced(old) == 1:
                reason = "a size of 1 that was spread out grows"
                call.require(old - 1, Relation.ZERO, reason, otherwise=Otherwise.OTHER)
            else:
                call.equal(old, size, "only a size of 1 can be spread out")
        made.append(old if size == -1 else size)
    return tuple(made)


def _repeated(call: Call, wanted: list[Size], _recorded: tuple[int, ...]) -> Shape:
    rank = max(len(wanted), len(call.shape))
    times = [1] * (rank - len(wanted)) + wanted
    shape = (1,) * (rank - len(call.shape)) + call.shape
    return tuple(size * by for size, by in zip(shape, times, strict=True))


def _shuffled(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    """Move channels into the map."""
    del wanted
    by = recorded[0]
    *leading, channels, height, width = call.shape
    return (*leading, channels // (by * by), height * by, width * by)


def _unshuffled(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    """Move blocks of pixels into channels."""
    del wanted
    by = recorded[0]
    *leading, channels, height, width = call.shape
    for size in (height, width):
        reason = f"the map cannot be divided into blocks of {by}"
        call.require(size, Relation.MULTIPLE, reason, modulus=by)
    return (*leading, channels * (by * by), height // by, width // by)


def _windows(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    """Take windows along one dimension: ``Tensor.unfold``."""
    del wanted
    if len(recorded) != 3 or len(call.node.output.shape) != len(call.shape) + 1:  # noqa: PLR2004 - dim, size, step
        raise NoFormulaError
    dim, size, step = recorded
    free = call.shape[dim] - size
    call.require(free, Relation.NOT_NEGATIVE, f"the window of {size} is larger than the map")
    return (*replaced(call.shape, dim, free // step + 1), size)


def _same(call: Call, wanted: list[Size], recorded: tuple[int, ...]) -> Shape:
    del wanted, recorded
    return call.shape


_REARRANGE = {
    "view": _viewed, "reshape": _viewed, "flatten": _flattened, "unflatten": _unflattened,
    "permute": _permuted, "transpose": _swapped, "movedim": _moved, "squeeze": _squeezed,
    "unsqueeze": _unsqueezed, "expand": _expanded, "broadcast_to": _expanded,
    "repeat": _repeated, "tile": _repeated, "pixel_shuffle": _shuffled,
    "pixel_unshuffle": _unshuffled, "channel_shuffle": _same, "unfold": _windows,
}  # fmt: skip
