"""Elementwise operators, concatenations, reductions."""

from itertools import zip_longest

from resnet_inspect.analysis.sizes.extents.extent import Extent, Size
from resnet_inspect.analysis.sizes.shapes.call import Call, NoFormulaError, Shape
from resnet_inspect.analysis.sizes.shapes.guard import Otherwise, Relation
from resnet_inspect.graph import ConcatAttrs, NormAttrs, OtherAttrs, ReduceAttrs


def same(call: Call) -> Shape:
    """Keep the first input's shape."""
    return call.shape


def activation(call: Call) -> Shape:
    """Keep the shape; a gated linear unit halves a dimension."""
    if call.node.op != "glu":
        return call.shape
    dim = call.other("dim", "argument1")
    place = dim if isinstance(dim, int) else -1
    halved = call.shape[place]
    call.require(halved, Relation.MULTIPLE, "an odd size cannot be halved", modulus=2)
    return replaced(call.shape, place, halved // 2)


def normalization(call: Call) -> Shape:
    """Keep the shape; normalized dimensions have the sizes that the parameters are made for."""
    attrs, op = call.node.attrs, call.node.op
    if op in {"layer_norm", "rms_norm"} and isinstance(attrs, NormAttrs):
        made_for = next(iter(parameter_shapes(call)), (attrs.channels,))
        for size, wanted in zip(reversed(call.shape), reversed(made_for), strict=False):
            call.equal(size, wanted, f"the normalization is made for {wanted}")
    if op == "instance_norm":
        spatial: Size = 1
        for size in call.shape[2:]:
            spatial = spatial * size
        call.require(spatial - 2, Relation.NOT_NEGATIVE, "one pixel a channel cannot be normalized")
    return call.shape


def broadcasting(call: Call) -> Shape:
    """Combine element by element; a size of 1 is spread out."""
    return spread(call, [*call.inputs, *parameter_shapes(call)])


def spread(call: Call, shapes: list[Shape]) -> Shape:
    """Return what shapes broadcast to."""
    columns = zip_longest(*(reversed(shape) for shape in shapes), fillvalue=1)
    return tuple(reversed([_joined(call, column) for column in columns]))


def _joined(call: Call, sizes: tuple[Size, ...]) -> Size:
    result, *others = sizes
    for size in others:
        result = _pair(call, result, size)
    return result


def _pair(call: Call, one: Size, other: Size) -> Size:
    if other in {1, one}:
        return one
    if one == 1:
        return other
    here, there = call.traced(one), call.traced(other)
    if here != there and 1 in {here, there}:
        small, large = (one, other) if here == 1 else (other, one)
        reason = "a size of 1 that was broadcast grows"
        call.require(small - 1, Relation.ZERO, reason, otherwise=Otherwise.OTHER)
        return large
    # Where they differ, either one is 1 and is spread out, or the operator fails.
    call.require(
        one - other, Relation.ZERO, "the two maps differ in size",
        otherwise=Otherwise.OTHER, joined=(one, other),
    )  # fmt: skip
    return other if isinstance(one, Extent) else one


def parameter_shapes(call: Call) -> list[tuple[int, ...]]:
    """Return the shapes of the parameters that the operator reads."""
    return [call.graph.parameters[place].tensor.shape for place in call.node.parameters]


def concatenation(call: Call) -> Shape:
    """Lie side by side along one dimension, and agree along the others."""
    attrs = call.node.attrs
    if not isinstance(attrs, ConcatAttrs):
        raise NoFormulaError
    shapes = [*call.inputs, *parameter_shapes(call)]
    shapes = [shape for shape in shapes if shape != (0,)]
    rank = len(shapes[0]) + (call.node.op == "stack")
    dim = attrs.dim % rank
    for shape in shapes[1:]:
        for place, (size, first) in enumerate(zip(shape, shapes[0], strict=True)):
            if place != dim or call.node.op == "stack":
                call.equal(size, first, "the concatenated maps differ in size")
    if call.node.op == "stack":
        return (*shapes[0][:dim], len(shapes), *shapes[0][dim:])
    total: Size = 0
    for shape in shapes:
        total = total + shape[dim]
    return replaced(shapes[0], dim, total)


def reduction(call: Call) -> Shape:
    """Drop the reduced dimensions, or keep them as 1."""
    if len(call.inputs) > 1:
        return broadcasting(call)
    attrs = call.node.attrs
    if not isinstance(attrs, ReduceAttrs):
        raise NoFormulaError
    return _reduced(call, attrs.dims, keepdim=attrs.keepdim)


def _norm(call: Call) -> Shape:
    """Reduce by a norm, whose settings are recorded as any other operator's."""
    given = call.other("dim", "argument2")
    dims = given if isinstance(given, tuple) else () if given is None else (given,)
    numbers = tuple(dim for dim in dims if isinstance(dim, int))
    return _reduced(call, numbers, keepdim=bool(call.other("keepdim", "argument3")))


def _reduced(call: Call, places: tuple[int, ...], *, keepdim: bool) -> Shape:
    rank = len(call.shape)
    dims = {dim % rank for dim in places} or set(range(rank))
    if keepdim:
        return tuple(1 if place in dims else size for place, size in enumerate(call.shape))
    return tuple(size for place, size in enumerate(call.shape) if place not in dims)


def _grid(call: Call) -> Shape:
    """Lie along a dimension of its own each; ``xy`` has the first two exchanged."""
    lengths = [shape[0] if shape else 1 for shape in call.inputs]
    if call.other("indexing") == "xy":
        lengths[:2] = lengths[1::-1]
    return tuple(lengths)


def replaced(shape: Shape, place: int, size: Size) -> Shape:
    """Return a shape with another size at one place."""
    place %= len(shape)
    return (*shape[:place], size, *shape[place + 1 :])


_SAME = frozenset(
    "cumsum cumprod sort argsort scatter scatter_add index_add setitem invert bitwise_not "
    "logical_not isnan isinf isfinite bucketize".split()
)


def other(call: Call) -> Shape:
    """Keep the shape where the operator is known to."""
    match call.node.op:
        case "argmax" | "argmin" if isinstance(call.node.attrs, OtherAttrs):
            dim = call.other("dim", "argument1")
            if isinstance(dim, int) and not call.other("keepdim"):
                return (
                    replaced(call.shape, dim, 0)[: dim % len(call.shape)]
                    + (call.shape[dim % len(call.shape) + 1 :])
                )
        case "norm":
            return _norm(call)
        case "meshgrid":
            return _grid(call)
        case "embedding":
            return (*call.shape, call.node.output.shape[-1])
        case op if op in _SAME:
            return call.shape
    raise NoFormulaError
