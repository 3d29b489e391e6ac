"""Whether an operator's tensors fit, so that it failed for another reason: a type, a device."""

from resnet_inspect.graph import ConvAttrs, Graph, LinearAttrs, Node, NormAttrs, OpKind
from resnet_inspect.graph.shapes import broadcast

ELEMENTWISE = frozenset({OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC})


def shapes_fit(graph: Graph, node: Node) -> bool:
    """Tell whether nothing is wrong with the shapes of what a layer or a join reads.

    Of other operators it is not known.
    """
    shapes = [graph.tensor(ref).shape for ref in node.inputs]
    if not shapes:
        return False
    match node.attrs:
        case LinearAttrs(in_features=features):
            return shapes[0][-1:] == (features,)
        case ConvAttrs() as attrs:
            return _conv_fits(attrs, shapes[0])
        case NormAttrs(channels=channels, groups=groups, uses_batch_statistics=False):
            return shapes[0][1:2] == (channels,) and not (groups and channels % groups)
    if node.kind not in ELEMENTWISE or len(shapes) < 2:  # noqa: PLR2004 - a join of two
        return False
    made = broadcast(shapes)
    return made is not None and (not node.inplace or made == shapes[0])


def _conv_fits(attrs: ConvAttrs, shape: tuple[int, ...]) -> bool:
    """Whether a map has the channels and dimensions, and is no smaller than the kernel."""
    rank = len(attrs.kernel_size)
    channels, sizes = shape[-rank - 1 : -rank], shape[-rank:]
    if channels != (attrs.in_channels,) or len(shape) not in {rank + 1, rank + 2}:
        return False
    reach = zip(sizes, attrs.kernel_size, attrs.padding, attrs.dilation, strict=False)
    large = all(size + 2 * pad > dilation * (kernel - 1) for size, kernel, pad, dilation in reach)
    return large and not (attrs.in_channels % attrs.groups or attrs.out_channels % attrs.groups)
