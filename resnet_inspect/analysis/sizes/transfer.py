"""What an operator's output sees, given what its inputs see: one function for each kind."""

from collections.abc import Callable, Mapping
from functools import partial

from resnet_inspect.analysis.cost.arithmetic import argument
from resnet_inspect.analysis.sizes import walk as walks
from resnet_inspect.analysis.sizes.slicing import sliced, without
from resnet_inspect.analysis.sizes.view import (
    Dimension,
    View,
    axes_of,
    broadcast,
    merge,
    reshape,
    tangled,
)
from resnet_inspect.analysis.sizes.walk import Walk
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConcatAttrs,
    ConvAttrs,
    Graph,
    Node,
    OpKind,
    PadAttrs,
    PoolAttrs,
    ReduceAttrs,
    ReshapeAttrs,
)

Transfer = Callable[[Graph, Node, list[View]], View | None]
Move = Callable[[Walk], Walk | None]

NEIGHBORS = {"nearest": 1, "nearest-exact": 1, "linear": 2, "bilinear": 2, "trilinear": 2,
              "bicubic": 4}  # fmt: skip


def transfer(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Return the view of a node's output; None where the operator has no rule."""
    return _TRANSFERS.get(node.kind, _unknown)(graph, node, sources)


def _unknown(graph: Graph, node: Node, sources: list[View]) -> None:
    del graph, node, sources


def _elementwise(graph: Graph, node: Node, sources: list[View]) -> View:
    output = node.output.shape
    shapes = (graph.tensor(ref).shape for ref in node.inputs)
    return merge(
        [broadcast(view, shape, output) for view, shape in zip(sources, shapes, strict=True)]
    )


def _first(graph: Graph, node: Node, sources: list[View]) -> View:
    """Pass on what is normalized, whatever scale and shift are made of."""
    del graph, node
    return sources[0]


def _conv(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Slide the kernel; a kernel that is computed brings all that it was computed from."""
    del graph
    if not isinstance(node.attrs, ConvAttrs):
        return None
    attrs = node.attrs
    view, *kernels = sources
    for kernel in kernels:
        view = View(view.dimensions, view.whole | kernel.whole | axes_of(kernel.dimensions))
    view = view.replaced(-len(attrs.kernel_size) - 1, None)
    return _slid(view, attrs, walks.transposed if attrs.transposed else Walk.window)


def _pool(graph: Graph, node: Node, sources: list[View]) -> View | None:
    match node.attrs:
        case PoolAttrs():
            return _slid(sources[0], node.attrs, Walk.window)
        case AdaptivePoolAttrs():
            return _adaptive(graph, node, sources[0], len(node.attrs.output_size))
        case _:
            return None


def _slid(view: View, attrs: ConvAttrs | PoolAttrs, slide: Callable[..., Walk | None]) -> View:
    """Move a window along the last dimensions."""
    rank = len(attrs.kernel_size)
    for place in range(rank):
        move = partial(
            slide,
            kernel=attrs.kernel_size[place],
            stride=attrs.stride[place],
            padding=attrs.padding[place],
            dilation=attrs.dilation[place],
        )
        view = _moved(view, place - rank, move)
    return view


def _moved(view: View, position: int, move: Move) -> View:
    """Change the walk of one dimension; what cannot be followed is tangled."""
    dimension = view.dimensions[position]
    if dimension is None or dimension.walk is None:
        return view
    return view.replaced(position, Dimension(dimension.axes, move(dimension.walk)))


def _adaptive(graph: Graph, node: Node, view: View, rank: int) -> View:
    """Pool to a fixed size; down to one element is a reduction."""
    source, output = graph.tensor(node.inputs[0]).shape, node.output.shape
    for place in range(-rank, 0):
        before, behind = source[place], output[place]
        if behind == 1:
            view = view.mixed([place])
        else:
            view = _moved(view, place, partial(walks.adaptive, source=before, output=behind))
    return view


def _resize(graph: Graph, node: Node, sources: list[View]) -> View | None:
    source, output = graph.tensor(node.inputs[0]).shape, node.output.shape
    mode = str(argument(node, "mode") or "nearest")
    if node.op != "interpolate":
        return None
    if mode == "area":
        return _adaptive(graph, node, sources[0], len(source) - 2)
    if mode not in NEIGHBORS:
        return None
    view = sources[0]
    for place in range(2 - len(source), 0):
        move = partial(
            walks.resized,
            source=source[place],
            output=output[place],
            neighbors=NEIGHBORS[mode],
            align_corners=bool(argument(node, "align_corners")),
        )
        view = _moved(view, place, move)
    return view


def _pad(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Shift the positions; negative padding cuts off."""
    del graph
    if not isinstance(node.attrs, PadAttrs):
        return None
    view = sources[0]
    for place, before in enumerate(node.attrs.padding[::2]):
        move = partial(Walk.window, kernel=1, stride=1, padding=before, dilation=1)
        view = _moved(view, -1 - place, move)
    return view


def _reduce(graph: Graph, node: Node, sources: list[View]) -> View:
    """See all along the reduced dimensions; ``max(a, b)`` reduces none."""
    if len(sources) > 1:
        return _elementwise(graph, node, sources)
    attrs = node.attrs if isinstance(node.attrs, ReduceAttrs) else ReduceAttrs(dims=())
    view = sources[0]
    rank = len(view.dimensions)
    dims = attrs.dims or tuple(range(rank))
    return view.mixed(dims, keep=len(node.output.shape) == rank) if rank else view


def _softmax(graph: Graph, node: Node, sources: list[View]) -> View:
    """See all along the normalized dimension, and keep walking along it."""
    del graph
    view, dim = sources[0], argument(node, "dim")
    if not isinstance(dim, int):
        return view
    return View(view.dimensions, view.whole | axes_of([view.dimensions[dim]]))


def _linear(graph: Graph, node: Node, sources: list[View]) -> View:
    del graph, node
    return sources[0].mixed([-1])


def _matmul(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Sum over the columns of the left factor, which are the rows of the right one."""
    shapes = [graph.tensor(ref).shape for ref in node.inputs]
    if node.op in {"einsum", "addmm", "baddbmm", "bilinear"} or min(map(len, shapes)) < 2:  # noqa: PLR2004 - a matrix
        return None
    if len(sources) == 1:
        return sources[0].mixed([-1])
    left, right = sources[0].mixed([-1]), sources[1].mixed([-2])
    return _elementwise_as(node.output.shape, [left, right])


def _attention(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Each query sees all keys and values; a module's tokens come first, not last but one."""
    del graph
    tokens = {"scaled_dot_product_attention": -2, "multi_head_attention_forward": 0}.get(node.op)
    if tokens is None:
        return None
    query, *others = sources
    keys_values = [other.mixed([-1, tokens]) for other in others[:2]]
    return _elementwise_as(node.output.shape, [query.mixed([-1]), *keys_values])


def _elementwise_as(output: tuple[int, ...], views: list[View]) -> View:
    """Merge views whose leading dimensions may be missing."""
    rank = len(output)
    return merge(
        [View((None,) * (rank - len(v.dimensions)) + v.dimensions, v.whole) for v in views]
    )


def _concat(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Merge the operands, which lie side by side along one dimension; ``stack`` makes a new one."""
    del graph
    if not isinstance(node.attrs, ConcatAttrs):
        return None
    dim = node.attrs.dim % len(node.output.shape)
    if node.op == "stack":
        together = merge(sources)
        return View((*together.dimensions[:dim], None, *together.dimensions[dim:]), together.whole)
    joined = tangled(view.dimensions[dim] for view in sources)
    return merge(sources).replaced(dim, joined)


def _rearranged(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Move dimensions about, or divide and join them."""
    view = sources[0]
    dims = node.attrs.requested if isinstance(node.attrs, ReshapeAttrs) else ()
    order = list(range(len(view.dimensions)))
    match node.op:
        case "permute":
            order = [dim % len(order) for dim in dims]
        case "transpose":
            order[dims[0]], order[dims[1]] = order[dims[1]], order[dims[0]]
        case "t" | "mT" | "T" | "H":
            order[-2:] = reversed(order[-2:])
        case "pixel_shuffle" | "pixel_unshuffle":
            return _shuffled(graph, node, view)
        case "movedim" | "unfold" | "fold" | "as_strided":
            return None
        case _:
            return _reshaped(graph, node, view)
    return View(tuple(view.dimensions[place] for place in order), view.whole)


def _reshaped(graph: Graph, node: Node, view: View) -> View:
    source, output = graph.tensor(node.inputs[0]), node.output
    if source.numel == output.numel:
        return reshape(view, source.shape, output.shape)
    if node.op in {"repeat", "tile", "repeat_interleave"}:
        view = broadcast(view, source.shape, output.shape)
        return _tangled_where_changed(view, source.shape, output.shape)
    return broadcast(view, source.shape, output.shape)


def _shuffled(graph: Graph, node: Node, view: View) -> View:
    """Trade channels for pixels, or pixels for channels."""
    source, output = graph.tensor(node.inputs[0]).shape, node.output.shape
    for place in (-2, -1):
        if node.op == "pixel_shuffle":
            move: Move = partial(
                walks.resized, source=source[place], output=output[place], neighbors=1
            )
        else:
            factor = source[place] // output[place]
            move = partial(Walk.window, kernel=factor, stride=factor, padding=0, dilation=1)
        view = _moved(view, place, move)
    return view


def _tangled_where_changed(view: View, source: tuple[int, ...], output: tuple[int, ...]) -> View:
    """Give up following the dimensions whose size has changed."""
    missing = len(output) - len(source)
    sizes = zip((None,) * missing + source, output, strict=True)
    kept = (
        dimension if before == behind else tangled([dimension])
        for dimension, (before, behind) in zip(view.dimensions, sizes, strict=True)
    )
    return View(tuple(kept), view.whole)


def _index(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Follow slices with their steps, and for other parts the dimensions that are taken whole."""
    view = sources[0]
    source, output = graph.tensor(node.inputs[0]).shape, node.output.shape
    if node.op == "getitem":
        return sliced(view, source, argument(node, "index")) if len(sources) == 1 else None
    if node.op in {"roll", "flip", "index_select", "gather", "take", "take_along_dim"}:
        return View(tuple(tangled([one]) for one in view.dimensions), view.whole)
    if len(source) == len(output):
        return _tangled_where_changed(view, source, output)
    if node.op in {"select", "unbind"}:
        dim = argument(node, "dim")
        dim = argument(node, "argument1") if dim is None else dim
        return without(view, dim if isinstance(dim, int) else 0)
    return None


def _written(graph: Graph, node: Node, sources: list[View]) -> View | None:
    """Follow ``x[…] = y`` along the dimensions on which both agree."""
    if node.op != "setitem":
        return None
    shapes = [graph.tensor(ref).shape for ref in node.inputs]
    if any(len(shape) != len(shapes[0]) for shape in shapes):
        return None
    return merge(
        [
            _tangled_where_changed(view, shape, shapes[0])
            for view, shape in zip(sources, shapes, strict=True)
        ]
    )


_TRANSFERS: Mapping[OpKind, Transfer] = {
    OpKind.CONV: _conv,
    OpKind.LINEAR: _linear,
    OpKind.MATMUL: _matmul,
    OpKind.ATTENTION: _attention,
    OpKind.NORM: _first,
    OpKind.ACTIVATION: _elementwise,
    OpKind.ADD: _elementwise,
    OpKind.MULTIPLY: _elementwise,
    OpKind.ARITHMETIC: _elementwise,
    OpKind.DROPOUT: _first,
    OpKind.COPY: _first,
    OpKind.SOFTMAX: _softmax,
    OpKind.POOL: _pool,
    OpKind.RESIZE: _resize,
    OpKind.PAD: _pad,
    OpKind.REDUCE: _reduce,
    OpKind.CONCAT: _concat,
    OpKind.RESHAPE: _rearranged,
    OpKind.INDEX: _index,
    OpKind.OTHER: _written,
}
