"""Receptive fields, over a graph with branches."""

from dataclasses import dataclass
from itertools import chain

from resnet_inspect.analysis.sizes.transfer import transfer
from resnet_inspect.analysis.sizes.view import Axis, View, axes_of, input_view
from resnet_inspect.graph import ConvAttrs, Graph, Node, OpKind, PoolAttrs, Ref


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """What one element of a tensor sees of the input, for each spatial dimension.

    ``size`` and ``stride`` are in input pixels; ``start`` is the input coordinate of the field's
    first pixel for the element at index 0, negative inside padding. ``None`` in a size means the
    whole input; where the tensor has no such dimension left, stride and start are 0.
    """

    size: tuple[int | None, ...]
    stride: tuple[int, ...]
    start: tuple[int, ...]


def receptive_fields(graph: Graph) -> tuple[ReceptiveField | None, ...]:
    """Return the receptive field of each node's first output, None where it is not defined.

    Where branches meet, the field is the smallest interval that covers those of all branches. The
    fields are the theoretical ones: padding counts as input, and fields reach past the borders.
    The statistics of a normalization do not count as seeing; a gate that is computed from a global
    pooling (squeeze-and-excitation) does, so that behind it the field is the whole input.
    Spatial dimensions are those that the first convolution or pooling slides along.
    """
    views: list[View | None] = []
    spatial: tuple[Axis, ...] = ()
    for node in graph.nodes:
        views.append(_view(graph, node, views))
        spatial = spatial or _window_axes(node, views)
    distinct = {id(view): _field(view, spatial) for view in _distinct(views)}
    return tuple(distinct[id(view)] for view in views)


def _distinct(views: list[View | None]) -> list[View | None]:
    """Return each view once: most operators hand on what their input sees."""
    return list({id(view): view for view in views}.values())


def _window_axes(node: Node, views: list[View | None]) -> tuple[Axis, ...]:
    """Return the input axes that a sliding window moves along."""
    if not isinstance(node.attrs, ConvAttrs | PoolAttrs) or not node.inputs:
        return ()
    view = views[node.inputs[0].node]
    dimensions = view.dimensions[-len(node.attrs.kernel_size) :] if view else ()
    if any(dimension is None or len(dimension.axes) != 1 for dimension in dimensions):
        return ()
    return tuple(chain.from_iterable(dimension.axes for dimension in dimensions if dimension))


def _field(view: View | None, spatial: tuple[Axis, ...]) -> ReceptiveField | None:
    if view is None or not spatial:
        return None
    found = {axis: dimension for dimension in view.dimensions if dimension is not None
             for axis in dimension.axes}  # fmt: skip
    sizes: list[int | None] = []
    strides: list[int] = []
    starts: list[int] = []
    for axis in spatial:
        dimension = found.get(axis)
        walk = dimension.walk if dimension is not None else None
        if axis not in view.whole and (walk is None or walk.stride is None):
            return None
        sizes.append(None if axis in view.whole or walk is None else walk.size)
        strides.append((walk.stride if walk is not None else 0) or 0)
        starts.append(0 if walk is None else walk.low(0))
    return ReceptiveField(tuple(sizes), tuple(strides), tuple(starts))


def _view(graph: Graph, node: Node, views: list[View | None]) -> View | None:
    """Return what a node's output sees, None where that is not known."""
    if node.kind is OpKind.INPUT:
        return input_view(node.output.shape)
    if not node.outputs:
        return None
    if not node.inputs or node.kind is OpKind.CONSTANT:
        return View((None,) * len(node.output.shape))
    sources: list[View] = []
    for ref in node.inputs:
        view = views[ref.node]
        if view is None:
            return None
        sources.append(_of_output(graph, ref, view))
    try:
        view = transfer(graph, node, sources)
    except (IndexError, ValueError):  # a failed operator's shapes may contradict its settings
        return None
    return view if view and len(view.dimensions) == len(node.output.shape) else None


def _of_output(graph: Graph, ref: Ref, view: View) -> View:
    """Return the view of one of several outputs; all are taken to see what the first sees."""
    rank = len(graph.tensor(ref).shape)
    if len(view.dimensions) == rank:
        return view
    return View((None,) * rank, view.whole | axes_of(view.dimensions))
