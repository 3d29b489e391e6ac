"""Shape arithmetic: what sliding windows and broadcasting make of sizes."""

from collections.abc import Sequence
from itertools import zip_longest

from resnet_inspect.graph.attrs import ConvAttrs, PoolAttrs

Shape = tuple[int, ...]


def window_sizes(attrs: ConvAttrs | PoolAttrs, spatial: Sequence[int]) -> list[int]:
    """Return the spatial sizes behind a convolution or pool, rounded down.

    A size of 0 or less says that the window does not fit. Rounding up and output padding are left
    to the caller.

    Args:
        attrs: Kernel, stride, padding and dilation; transposed or not.
        spatial: The input's spatial sizes, ``(H, W)`` in 2-D.

    References:
        Dumoulin and Visin 2016, A guide to convolution arithmetic, relationships 6 and 14.

    Example:
        >>> stem = ConvAttrs(
        ...     in_channels=3, out_channels=64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3)
        ... )
        >>> window_sizes(stem, (224, 224))
        [112, 112]
    """
    transposed = isinstance(attrs, ConvAttrs) and attrs.transposed
    sizes = []
    for size, kernel, stride, padding, dilation in zip(
        spatial, attrs.kernel_size, attrs.stride, attrs.padding, attrs.dilation, strict=True
    ):
        reach = dilation * (kernel - 1)
        if transposed:
            sizes.append((size - 1) * stride - 2 * padding + reach + 1)
        else:
            sizes.append((size + 2 * padding - reach - 1) // stride + 1)
    return sizes


def broadcast(shapes: Sequence[Shape]) -> Shape | None:
    """Return the shape that tensors of these shapes broadcast to, or None where they do not.

    Example:
        >>> broadcast([(2, 8, 1, 1), (8, 4, 4)])
        (2, 8, 4, 4)
    """
    result: list[int] = []
    for column in zip_longest(*(reversed(shape) for shape in shapes), fillvalue=1):
        wide = {size for size in column if size != 1}
        if len(wide) > 1:
            return None
        result.append(wide.pop() if wide else 1)
    return tuple(reversed(result))
