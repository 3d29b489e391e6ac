"""Convolutions, poolings, paddings and resizings."""

from fractions import Fraction

from resnet_inspect.analysis.sizes.extents.extent import Size, exact_quotient, floor_of
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.analysis.sizes.shapes.guard import Relation
from resnet_inspect.graph import AdaptivePoolAttrs, ConvAttrs, PadAttrs, PoolAttrs


def convolution(call: Call) -> Shape:
    """Slide the kernel along each spatial dimension.

    References:
        Dumoulin and Visin 2016, A guide to convolution arithmetic, relationships 6 and 14.
    """
    attrs = call.node.attrs
    if not isinstance(attrs, ConvAttrs):
        raise NoFormulaError
    rank = len(attrs.kernel_size)
    leading, spatial = call.shape[: -rank - 1], call.shape[-rank:]
    channels = call.shape[-rank - 1]
    call.equal(channels, attrs.in_channels, f"the convolution takes {attrs.in_channels} channels")
    slide = _spread if attrs.transposed else _slid
    sizes = [slide(call, attrs, place, size) for place, size in enumerate(spatial)]
    return (*leading, attrs.out_channels, *sizes)


def _traced(call: Call, attrs: ConvAttrs, place: int) -> tuple[int, int]:
    """Return a dimension's size before and behind the convolution, in the trace."""
    at = place - len(attrs.kernel_size)
    return call.traced_shape[at], call.node.output.shape[at]


def _slid(call: Call, attrs: ConvAttrs, place: int, size: Size) -> Size:
    kernel, stride = attrs.kernel_size[place], attrs.stride[place]
    reach = attrs.dilation[place] * (kernel - 1)
    slack = 2 * attrs.padding[place] - reach - 1
    before, behind = _traced(call, attrs, place)
    if stride == 1 and slack != -1 and before == behind:
        return size  # padding="same" around an even kernel is not symmetric
    free = size + slack
    call.require(free, Relation.NOT_NEGATIVE, f"the kernel of {reach + 1} is larger than the map")
    return free // stride + 1


def _spread(call: Call, attrs: ConvAttrs, place: int, size: Size) -> Size:
    before, behind = _traced(call, attrs, place)
    stride = attrs.stride[place]
    spread = (size - before) * stride + behind  # the output padding with it
    call.require(spread - 1, Relation.NOT_NEGATIVE, "nothing is left of the map")
    return spread


def pooling(call: Call) -> Shape:
    """Slide the window, or pool to a fixed size."""
    match call.node.attrs:
        case PoolAttrs() as attrs:
            rank = len(attrs.kernel_size)
            sizes = [_pooled(call, attrs, i, size) for i, size in enumerate(call.shape[-rank:])]
            return (*call.shape[:-rank], *sizes)
        case AdaptivePoolAttrs(output_size=wanted):
            old = call.shape[-len(wanted) :]
            made = [
                size if to is None else call.number("output_size", place, to)
                for place, (size, to) in enumerate(zip(old, wanted, strict=True))
            ]
            return (*call.shape[: -len(wanted)], *made)
        case _:
            raise NoFormulaError


def _pooled(call: Call, attrs: PoolAttrs, place: int, size: Size) -> Size:
    kernel = _setting(call, "kernel_size", place, attrs.kernel_size)
    given = any(one.argument == "stride" for one in call.node.sizes)
    as_wide = not given and attrs.stride == attrs.kernel_size
    stride = kernel if as_wide else _setting(call, "stride", place, attrs.stride)
    padding, reach = attrs.padding[place], (kernel - 1) * attrs.dilation[place] + 1
    free = size - reach + 2 * padding
    if attrs.ceil_mode:
        free = _rounded_up(size, free, stride, padding)
    call.require(free, Relation.NOT_NEGATIVE, f"{_window(reach)} is larger than the map")
    steps = free // stride if isinstance(stride, int) else exact_quotient(free, stride)
    if steps is None:
        raise NoFormulaError
    return steps + 1


def _setting(call: Call, name: str, place: int, recorded: tuple[int, ...]) -> Size:
    """Return a window's setting; one number may stand for all dimensions."""
    alone = sum(one.argument == name for one in call.node.sizes) == 1
    return call.number(name, 0 if alone else place, recorded[place])


def _window(reach: Size) -> str:
    return f"the window of {reach}" if isinstance(reach, int) else "the window"


def _rounded_up(size: Size, free: Size, stride: Size, padding: int) -> Size:
    """Return the room for steps; no window starts in the padding behind the last pixel."""
    slack = free - size
    if not isinstance(slack, int) or not isinstance(stride, int):
        raise NoFormulaError
    return size + min(slack + stride - 1, padding - 1)


def padding(call: Call) -> Shape:
    """Add to both ends of each dimension, or cut off."""
    attrs = call.node.attrs
    if not isinstance(attrs, PadAttrs):
        raise NoFormulaError
    shape = list(call.shape)
    for place in range(len(attrs.padding) // 2):
        before = call.number("pad", 2 * place, attrs.padding[2 * place])
        behind = call.number("pad", 2 * place + 1, attrs.padding[2 * place + 1])
        for amount in (before, behind):
            if attrs.mode in {"reflect", "circular"}:
                room = shape[-1 - place] - amount - (attrs.mode == "reflect")
                reason = f"{attrs.mode} padding is larger than the map"
                call.require(room, Relation.NOT_NEGATIVE, reason)
        shape[-1 - place] = shape[-1 - place] + before + behind
        call.require(shape[-1 - place], Relation.NOT_NEGATIVE, "more is cut off than there is")
    return tuple(shape)


def resizing(call: Call) -> Shape:
    """Interpolate to a size or by a factor."""
    if call.node.op == "grid_sample":
        return (*call.shape[:2], *call.inputs[1][1:-1])
    if call.node.op != "interpolate":
        raise NoFormulaError
    spatial = call.shape[2:]
    size, scale = call.other("size"), call.other("scale_factor")
    if size is not None:
        wanted = size if isinstance(size, tuple) else (size,) * len(spatial)
        return (*call.shape[:2], *(
            call.number("size", place if isinstance(size, tuple) else 0, int(to or 0))
            for place, to in enumerate(wanted)
        ))  # fmt: skip
    scales = scale if isinstance(scale, tuple) else (scale,) * len(spatial)
    return (*call.shape[:2], *(
        _scaled(call, old, float(by or 0), place if isinstance(scale, tuple) else 0)
        for place, (old, by) in enumerate(zip(spatial, scales, strict=True))
    ))  # fmt: skip


def _scaled(call: Call, size: Size, scale: float, place: int) -> Size:
    if any(one.argument == "scale_factor" and one.place == place for one in call.node.sizes):
        raise NoFormulaError  # a ratio of two sizes: which one it gives depends on rounding
    made = floor_of(size * Fraction(scale))
    call.require(made - 1, Relation.NOT_NEGATIVE, "nothing is left of the map")
    return made
