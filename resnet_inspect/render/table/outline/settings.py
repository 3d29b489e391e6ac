"""What an operator is and how it is set, in a few words: ``Conv 3×3, 64→128, /2, groups 32``."""

from collections.abc import Callable, Iterable
from typing import Any

from resnet_inspect import units
from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConcatAttrs,
    ConvAttrs,
    Graph,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    OtherAttrs,
    PadAttrs,
    PoolAttrs,
    ReduceAttrs,
    ReshapeAttrs,
)

_NAMES = {
    "add": "Add", "sub": "Subtract", "mul": "Multiply", "div": "Divide", "cat": "Concat",
    "stack": "Stack", "batch_norm": "BatchNorm", "group_norm": "GroupNorm",
    "layer_norm": "LayerNorm", "instance_norm": "InstanceNorm",
    "local_response_norm": "LocalResponseNorm", "relu": "ReLU", "relu6": "ReLU6",
    "leaky_relu": "LeakyReLU", "prelu": "PReLU", "elu": "ELU", "selu": "SELU", "silu": "SiLU",
    "gelu": "GELU", "softmax": "Softmax", "log_softmax": "LogSoftmax", "flatten": "Flatten",
    "dropout": "Dropout", "interpolate": "Resize", "upsample": "Resize", "pad": "Pad",
    "matmul": "MatMul", "bmm": "MatMul", "getitem": "Index",
    "scaled_dot_product_attention": "Attention", "pixel_shuffle": "PixelShuffle",
}  # fmt: skip
_SHORT = {"BatchNorm": "BN", "GroupNorm": "GN", "LayerNorm": "LN", "InstanceNorm": "IN"}
_ALL_ZERO = frozenset({0})


def describe(graph: Graph, node: Node) -> str:
    """Say what ``node`` does and with which settings; what is usual is not said.

    Usual are a stride and dilation of 1, one group, the padding that keeps the size, a convolution
    without bias and a linear layer with one.
    """
    writer = _WRITERS.get(type(node.attrs))
    return writer(graph, node, node.attrs) if writer else op_title(node)


def describe_follower(graph: Graph, node: Node) -> str:
    """Say it shorter, for an operator in the row of the layer that it follows: ``BN``, ``ReLU``."""
    title = op_title(node)
    if node.kind is OpKind.NORM:
        return _SHORT.get(title, title)
    if node.kind is OpKind.MULTIPLY and len(node.inputs) == 1:
        return "Scale"
    return describe(graph, node) if node.kind is OpKind.DROPOUT else title


def describe_briefly(node: Node) -> str:
    """Write a layer as papers do in their tables: kernel and width, ``3×3 128 /2``."""
    match node.attrs:
        case ConvAttrs():
            stride = f" /{units.square(node.attrs.stride)}" if set(node.attrs.stride) != {1} else ""
            up = stride.replace("/", "up ") if node.attrs.transposed else stride
            return f"{units.dimensions(node.attrs.kernel_size)} {node.attrs.out_channels}{up}"
        case LinearAttrs():
            return f"linear {node.attrs.out_features}"
    return op_title(node)


def op_title(node: Node) -> str:
    """Return an operator's name as layers are called: ``batch_norm`` is BatchNorm."""
    return _NAMES.get(node.op) or _camel(node.op)


def _camel(op: str) -> str:
    words = op.strip("_").split("_")
    return "".join(word[:1].upper() + word[1:] for word in words) or op


def channels_and_stride(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    """Say what becomes of a feature map's width and size: ``64→256, /2``; empty for other shapes.

    Example:
        >>> channels_and_stride((1, 64, 56, 56), (1, 128, 28, 28))
        '64→128, /2'
        >>> channels_and_stride((1, 64, 28, 28), (1, 32, 56, 56)), channels_and_stride((1, 9), (1,))
        ('64→32, up 2', '')
        >>> channels_and_stride((1, 8, 7, 7), (1, 8, 4, 4))
        '8→8, /2'
    """
    rank = len(before)
    if len(after) != rank or rank < 3:  # noqa: PLR2004 - batch, channels, a size
        return ""
    if _is_channels_last(before) or _is_channels_last(after):
        return ""
    if rank == 3 and before == after:  # noqa: PLR2004 - it may as well be a sequence of tokens
        return ""
    text = f"{before[1]}→{after[1]}"
    down, up = _ratio(before[2:], after[2:]), _ratio(after[2:], before[2:])
    if down != up and set(after[2:]) != {1}:  # what is pooled as a whole has no stride
        text += f", /{units.square(down)}" if max(down) > 1 else f", up {units.square(up)}"
    return text


def _is_channels_last(shape: tuple[int, ...]) -> bool:
    """Guess whether a map is written ``(N, H, W, C)``: the two sizes before the last are equal."""
    return len(shape) == 4 and shape[1] == shape[2] != shape[3]  # noqa: PLR2004 - two dimensions


def _ratio(large: Iterable[int], small: Iterable[int]) -> tuple[int, ...]:
    return tuple(max(1, round(a / b)) if b else 1 for a, b in zip(large, small, strict=True))


def _spatial(title: str, sizes: tuple[int | None, ...]) -> str:
    return title if len(sizes) == 2 else f"{title}{len(sizes)}d"  # noqa: PLR2004 - the usual 2-D


def _conv(_graph: Graph, _node: Node, attrs: ConvAttrs) -> str:
    title = _spatial("ConvTranspose" if attrs.transposed else "Conv", attrs.kernel_size)
    width = f"{attrs.in_channels}→{attrs.out_channels}"
    words = [f"{title} {units.dimensions(attrs.kernel_size)}", width]
    if set(attrs.stride) != {1}:
        words.append(f"{'up ' if attrs.transposed else '/'}{units.square(attrs.stride)}")
    if attrs.depthwise:
        words.append("depthwise")
    elif attrs.groups > 1:
        words.append(f"groups {attrs.groups}")
    if set(attrs.dilation) != {1}:
        words.append(f"dilation {units.square(attrs.dilation)}")
    if not attrs.transposed and not _keeps_size(attrs.kernel_size, attrs.padding, attrs.dilation):
        words.append(f"padding {units.square(attrs.padding)}")
    if attrs.has_bias:
        words.append("bias")
    return ", ".join(words)


def _keeps_size(
    kernel: tuple[int, ...], padding: tuple[int, ...], dilation: tuple[int, ...]
) -> bool:
    """Tell whether the padding is the usual one, half of what the kernel reaches."""
    each = zip(kernel, padding, dilation, strict=True)
    return all(2 * pad in {step * (size - 1), step * (size - 1) - 1} for size, pad, step in each)


def _linear(_graph: Graph, _node: Node, attrs: LinearAttrs) -> str:
    text = f"Linear {attrs.in_features}→{attrs.out_features}"
    return text if attrs.has_bias else f"{text}, no bias"


def _norm(_graph: Graph, node: Node, attrs: NormAttrs) -> str:
    words = [f"{op_title(node)} {attrs.channels}"]
    if attrs.groups is not None:
        words.append(f"groups {attrs.groups}")
    if not attrs.affine:
        words.append("not affine")
    return ", ".join(words)


def _pool_title(node: Node) -> str:
    return ("Avg" if "avg" in node.op else "Max" if "max" in node.op else "") + "Pool"


def _pool(_graph: Graph, node: Node, attrs: PoolAttrs) -> str:
    words = [
        f"{_spatial(_pool_title(node), attrs.kernel_size)} {units.dimensions(attrs.kernel_size)}"
    ]
    if set(attrs.stride) != {1}:
        words.append(f"/{units.square(attrs.stride)}")
    usual = _keeps_size(attrs.kernel_size, attrs.padding, attrs.dilation)
    if not usual and (set(attrs.padding) != _ALL_ZERO or set(attrs.stride) == {1}):
        words.append(f"padding {units.square(attrs.padding)}")
    if attrs.ceil_mode:
        words.append("ceil")
    return ", ".join(words)


def _adaptive_pool(_graph: Graph, node: Node, attrs: AdaptivePoolAttrs) -> str:
    title = _spatial(_pool_title(node), attrs.output_size)
    if set(attrs.output_size) == {1}:
        return f"{title} global"
    return f"{title} to {units.dimensions(attrs.output_size)}"


def _pad(graph: Graph, node: Node, attrs: PadAttrs) -> str:
    sides = [attrs.padding[at : at + 2] for at in range(0, len(attrs.padding), 2)]
    padded = [place for place, side in enumerate(sides) if set(side) != _ALL_ZERO]
    rank = len(graph.tensor(node.inputs[0]).shape) if node.inputs else 0
    amounts = [f"{before}+{after}" for before, after in reversed(sides)]
    text = f"{amounts[-1 - padded[0]]} channels" if padded == [rank - 2] else "×".join(amounts)
    mode = "" if attrs.mode == "constant" else f", {attrs.mode}"
    return f"Pad {text}{mode}"


def _reshape(_graph: Graph, node: Node, attrs: ReshapeAttrs) -> str:
    if node.op == "flatten":
        return "Flatten" if attrs.requested[:1] == (1,) else f"Flatten from {attrs.requested[0]}"
    return f"{op_title(node)} ({', '.join(map(str, attrs.requested))})"


def _reduce(graph: Graph, node: Node, attrs: ReduceAttrs) -> str:
    rank = len(graph.tensor(node.inputs[0]).shape) if node.inputs else 0
    dims = sorted(dim % rank if rank else dim for dim in attrs.dims)
    if rank > 2 and dims == list(range(2, rank)):  # noqa: PLR2004 - behind batch and channels
        return f"{op_title(node)} over positions"
    return f"{op_title(node)} over {', '.join(map(str, dims)) or 'all'}"


def _concat(_graph: Graph, node: Node, attrs: ConcatAttrs) -> str:
    text = f"{op_title(node)} {len(node.inputs)}"
    return text if attrs.dim == 1 else f"{text}, dim {attrs.dim}"


def _other(_graph: Graph, node: Node, attrs: OtherAttrs) -> str:
    title = op_title(node)
    if node.kind is OpKind.RESIZE and node.outputs:
        mode = attrs.get("mode")
        size = units.dimensions(node.output.shape[2:])
        return f"{title} to {size}{f', {mode}' if mode else ''}"
    if node.kind is OpKind.DROPOUT and (share := attrs.get("p")) is not None:
        return f"{title} {share}"
    return title


_WRITERS: dict[type, Callable[[Graph, Node, Any], str]] = {
    ConvAttrs: _conv,
    LinearAttrs: _linear,
    NormAttrs: _norm,
    PoolAttrs: _pool,
    AdaptivePoolAttrs: _adaptive_pool,
    PadAttrs: _pad,
    ReshapeAttrs: _reshape,
    ReduceAttrs: _reduce,
    ConcatAttrs: _concat,
    OtherAttrs: _other,
}
