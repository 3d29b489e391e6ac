"""Other shapes for an input of which nobody said anything, where a forward pass stopped at it.

What stopped it says more than the first layer does: the names into which the input's shape is
unpacked, an assertion about its dimensions, or the dimensions that arrived at a layer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from resnet_inspect.graph import ConvAttrs, Failure, Graph, Node, OpKind, TensorSpec
from resnet_inspect.targets.inputs.call import Leaf
from resnet_inspect.targets.inputs.first_layer import FirstLayer
from resnet_inspect.targets.inputs.input_shape import DEFAULT_SIZE
from resnet_inspect.targets.inputs.written_dimensions import Dimensions, dimensions_at

FRAMES = 8
"""Of a video, or images of one example."""

CHANNELS = frozenset(
    "c ch chan chans channel channels in_channel num_channels n_channels "
    "nc cin c_in in_c d dim features n_features num_features feat_dim".split()
)
SIDES = frozenset("h w height width hh ww h_in w_in img_h img_w hin win l length len".split())
SEVERAL = frozenset(
    "t time frames n_frames num_frames seq seq_len seq_length s steps n_steps views num_views "
    "n_views clips n_clips segments num_segments n_segment k n m v crops ncrops n_crops".split()
)


def asked_shapes(
    graph: Graph, specs: Sequence[TensorSpec], leaves: Sequence[Leaf], layer: FirstLayer
) -> Iterator[list[TensorSpec]]:
    """Yield other shapes that what stopped a forward pass asks for, the likeliest first.

    Args:
        graph: The trace that stopped.
        specs: The inputs' shapes in it.
        leaves: Where each goes.
        layer: The network's first layer.
    """
    if not graph.failures or not specs:
        return
    failure = graph.failures[0]
    said = _told(failure)
    if said:
        names = [leaf.place for leaf in leaves]
        for shapes in zip(*(_shapes(one, layer) for one in said), strict=False):
            changed = list(specs)
            for one, shape in zip(said, shapes, strict=True):
                place = names.index(one.tensor) if one.tensor in names else 0
                changed[place] = replace(changed[place], shape=shape)
            yield changed
    elif failure.node is not None:
        for shape in _rearranged(graph, graph.nodes[failure.node], specs[0].shape):
            yield [replace(specs[0], shape=shape), *specs[1:]]


def gets_further(other: Graph, graph: Graph) -> bool:
    """Whether a forward pass comes to its end, or past what stopped another one."""
    if other.complete and not other.failures:
        return True
    return len(other.nodes) > len(graph.nodes) and len(other.failures) <= len(graph.failures)


def is_taken(graph: Graph) -> bool:
    """Whether the first layer that was called took what arrived."""
    failed = {failure.node for failure in graph.failures}
    layers = graph.of_kind(OpKind.CONV, OpKind.LINEAR)
    return any(node.id not in failed for node in islice(layers, 1))


def _told(failure: Failure) -> list[Dimensions]:
    """Return what the line that failed says of dimensions, if that is why it failed."""
    if failure.type not in {"ValueError", "AssertionError"} or not failure.frames:
        return []
    return dimensions_at(failure.frames[-1])


def _shapes(said: Dimensions, layer: FirstLayer) -> list[tuple[int, ...]]:
    """Return shapes of so many dimensions, by their names if they have some, then by custom."""
    rank = len(said.names)
    named = tuple(
        1 if place == 0 else _size(name.lower(), layer) for place, name in enumerate(said.names)
    )
    by_custom = _customary(rank, layer)
    return [*([named] if any(said.names[1:]) and 0 not in named else []), *by_custom]


def _size(name: str, layer: FirstLayer) -> int:
    """Return how much of a dimension of this name there is, 0 where the name says nothing."""
    if name in CHANNELS or name.endswith("_channels"):
        return layer.channels
    if name in SIDES or name.endswith(("_height", "_width", "_length", "_len")):
        return DEFAULT_SIZE
    return FRAMES if name in SEVERAL else 0


def _customary(rank: int, layer: FirstLayer) -> list[tuple[int, ...]]:
    sides = (DEFAULT_SIZE,) * layer.spatial
    few = (FRAMES,) * max(0, rank - 2)
    if layer.spatial == 0:
        return [(1, *few, layer.channels), (1, layer.channels, *few)][: 1 if rank < 3 else 2]  # noqa: PLR2004 - more than a vector
    match rank - layer.spatial:
        case 3:
            return [(1, FRAMES, layer.channels, *sides), (1, layer.channels, FRAMES, *sides)]
        case 2:
            return [(1, layer.channels, *sides)]
        case 1:
            return [(1, *sides)]
    return []


def _rearranged(graph: Graph, node: Node, shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield shapes for an input that was rearranged before it came to the layer that failed."""
    if node.kind is not OpKind.CONV or not node.inputs or not isinstance(node.attrs, ConvAttrs):
        return
    arrived = graph.tensor(node.inputs[0]).shape
    batch, channels, sides = shape[:1], shape[1:2], shape[2:]
    wanted = len(node.attrs.kernel_size) + 2
    if len(arrived) == wanted + 1 and len(shape) == wanted:
        yield (*batch, *sides)
    elif len(arrived) == wanted - 1 and len(shape) == wanted:
        yield (*batch, FRAMES, *channels, *sides)
    elif arrived != shape and len(arrived) == len(shape) == wanted:
        yield (*batch, *sides, *channels)
