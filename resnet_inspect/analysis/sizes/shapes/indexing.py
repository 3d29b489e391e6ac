"""Parts of a tensor: slices, chunks, splits."""

from itertools import islice

from resnet_inspect.analysis.sizes.extents.extent import Size
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.analysis.sizes.shapes.guard import Otherwise, Relation
from resnet_inspect.analysis.sizes.shapes.joining import replaced

SLICE_PARTS = 3


def indexing(call: Call) -> list[Shape]:  # noqa: PLR0911 - one return a kind of operator
    """Return the shape of each part."""
    match call.node.op:
        case "getitem" if len(call.inputs) == 1:
            return [_subscript(call)]
        case "chunk" | "split" | "unsafe_chunk" | "split_with_sizes" | "tensor_split":
            return _parts(call)
        case "narrow":
            dim = _whole(call, 0)
            return [replaced(call.shape, dim, call.positional(2, _whole(call, 2)))]
        case "select" | "unbind":
            return _slices(call)
        case "flip" | "roll":
            return [call.shape]
        case "index_select" if len(call.inputs) > 1:
            return [replaced(call.shape, _whole(call, 0), call.inputs[1][0])]
        case "gather" | "take_along_dim" if len(call.inputs) > 1:
            return [call.inputs[1]]
    raise NoFormulaError


def _whole(call: Call, place: int) -> int:
    """Return a plain argument behind the tensor."""
    names = ("dim", "start", "length")
    value = call.other(f"argument{place + 1}", names[place] if place < len(names) else "")
    if not isinstance(value, int):
        raise NoFormulaError
    return value


def _slices(call: Call) -> list[Shape]:
    dim = call.other("dim", "argument1")
    place = (dim if isinstance(dim, int) else 0) % len(call.shape)
    call.equal(
        call.shape[place], call.traced(call.shape[place]), "there are more slices, or fewer"
    ) if call.node.op == "unbind" else None
    return [call.shape[:place] + call.shape[place + 1 :]] * len(call.node.outputs)


def _parts(call: Call) -> list[Shape]:
    """Divide a dimension into pieces of a size, into so many pieces, or by a list."""
    dim = call.other("dim", "argument2")
    place = (dim if isinstance(dim, int) else 0) % len(call.shape)
    whole, sizes = call.shape[place], call.other("size", "argument1")
    if isinstance(sizes, tuple):
        parts = [call.number("size", i, int(size or 0)) for i, size in enumerate(sizes)]
        call.equal(sum(parts[1:], parts[0]), whole, "the parts do not make up the whole")
    elif isinstance(sizes, int):
        parts = _equal_parts(call, whole, sizes)
    else:
        raise NoFormulaError
    return [replaced(call.shape, place, part) for part in parts]


def _equal_parts(call: Call, whole: Size, sizes: int) -> list[Size]:
    count = len(call.node.outputs)
    piece: Size = call.number("size", 0, sizes)
    if call.node.op not in {"split", "split_with_sizes"}:
        piece = -(-whole // sizes) if isinstance(whole, int) else (whole + (sizes - 1)) // sizes
    last = whole - piece * (count - 1)
    reason = "there are more parts, or fewer"
    call.require(last - 1, Relation.NOT_NEGATIVE, reason, otherwise=Otherwise.UNKNOWN)
    call.require(piece - last, Relation.NOT_NEGATIVE, reason, otherwise=Otherwise.UNKNOWN)
    return [piece] * (count - 1) + [last]


def _subscript(call: Call) -> Shape:
    index = call.other("index", "argument1")
    parts = list(index) if isinstance(index, tuple) else [index]
    if "..." not in parts:
        parts.append("...")
    rest = len(call.shape) - sum(part is not None and part != "..." for part in parts)
    at = parts.index("...")
    leaf = 0
    made: list[Size] = []
    sizes = iter(call.shape)
    for position, part in enumerate(parts):
        if position == at:
            made.extend(islice(sizes, rest))
            leaf += 1
        elif part is None:
            made.append(1)
            leaf += 1
        elif isinstance(part, str) and ":" in part:
            made.append(_sliced(call, next(sizes), part, leaf))
            leaf += SLICE_PARTS
        elif isinstance(part, int) and not isinstance(part, bool):
            _within(call, next(sizes), part)
            leaf += 1
        else:
            raise NoFormulaError
    return tuple(made)


def _within(call: Call, size: Size, place: int) -> None:
    room = size - place - 1 if place >= 0 else size + place
    call.require(room, Relation.NOT_NEGATIVE, f"there is no element {place}")


def _sliced(call: Call, size: Size, text: str, leaf: int) -> Size:
    start, stop, step = (*text.split(":"), "", "")[:SLICE_PARTS]
    by = int(step or 1)
    if by < 1:
        raise NoFormulaError
    begin = _bound(call, size, start, leaf, 0)
    end = _bound(call, size, stop, leaf + 1, size)
    length = end - begin + (by - 1)
    call.require(length, Relation.NOT_NEGATIVE, "the slice is empty", otherwise=Otherwise.OTHER)
    return length // by


def _bound(call: Call, size: Size, text: str, leaf: int, default: Size) -> Size:
    """Return a slice's bound: counted from the end where negative, cut off at the ends."""
    if not text:
        return default
    bound = call.number("index", leaf, int(text))
    if call.traced(bound) < 0:
        reason = "a bound that counts from the end"
        call.require(bound * -1 - 1, Relation.NOT_NEGATIVE, reason, otherwise=Otherwise.OTHER)
        bound = size + bound
    if call.traced(bound) < 0:
        call.require(bound * -1, Relation.NOT_NEGATIVE, "", otherwise=Otherwise.OTHER)
        return 0
    call.require(bound, Relation.NOT_NEGATIVE, "a slice's bound", otherwise=Otherwise.OTHER)
    if call.traced(bound) > call.traced(size):
        call.require(bound - size, Relation.NOT_NEGATIVE, "", otherwise=Otherwise.OTHER)
        return size
    reason = "the slice reaches past the end"
    call.require(size - bound, Relation.NOT_NEGATIVE, reason, otherwise=Otherwise.OTHER)
    return bound
