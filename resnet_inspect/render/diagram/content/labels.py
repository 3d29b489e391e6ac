"""The text on a chip, in the notation of He et al. 2015: ``3×3, 64, /2``."""

from collections.abc import Sequence

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    PoolAttrs,
    TensorSpec,
)
from resnet_inspect.render.diagram.content.model import CONCAT_SIGN
from resnet_inspect.units import dimensions, square

_JOIN_SIGNS = {
    OpKind.ADD: "+",
    OpKind.MULTIPLY: "×",
    OpKind.CONCAT: CONCAT_SIGN,
    OpKind.MATMUL: "·",
}
_NORMS = {
    "batch_norm": "BN", "group_norm": "GN", "layer_norm": "LN", "instance_norm": "IN",
    "local_response_norm": "LRN", "rms_norm": "RMSNorm",
}  # fmt: skip
_ACTIVATIONS = {
    "relu": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "prelu": "PReLU", "elu": "ELU",
    "selu": "SELU", "celu": "CELU", "gelu": "GELU", "silu": "SiLU", "mish": "Mish",
    "hardswish": "hard-swish", "hardsigmoid": "hard-sigmoid", "hardtanh": "hard-tanh",
    "log_softmax": "log-softmax",
}  # fmt: skip


def node_label(node: Node, source: TensorSpec | None) -> str:
    """Return the text for an operator.

    Args:
        node: The operator.
        source: Its first input, None where it has none.
    """
    match node.attrs:
        case ConvAttrs():
            return conv_label(node.attrs)
        case LinearAttrs(out_features=features):
            return f"{features}-d fc"
        case PoolAttrs():
            return _pool_label(node, node.attrs)
        case AdaptivePoolAttrs(output_size=sizes):
            return _adaptive_label(node, sizes)
        case NormAttrs(groups=groups):
            name = _NORMS.get(node.op, node.op)
            return f"{name}, {groups} groups" if groups and groups > 1 else name
    return _other_label(node, source)


def conv_label(attrs: ConvAttrs) -> str:
    """Return kernel, width, stride and whatever else departs from a plain convolution.

    Example:
        >>> conv_label(ConvAttrs(in_channels=3, out_channels=64, kernel_size=(7, 7), stride=(2, 2)))
        '7×7, 64, /2'
    """
    parts = [dimensions(attrs.kernel_size), str(attrs.out_channels)]
    if len(attrs.kernel_size) == 1:
        parts[0] = f"conv {attrs.kernel_size[0]}"
    if attrs.depthwise:
        parts[0] += " depthwise"
    elif attrs.groups > 1:
        parts.append(f"{attrs.groups} groups")
    if max(attrs.dilation) > 1:
        parts.append(f"dilation {square(attrs.dilation)}")
    if max(attrs.stride) > 1:
        parts.append(("×" if attrs.transposed else "/") + square(attrs.stride))
    if attrs.transposed:
        parts[0] += " up"
    return ", ".join(parts)


def join_sign(node: Node) -> str:
    """Return what stands in a join's circle."""
    return _JOIN_SIGNS.get(node.kind, {"sub": "–", "div": "÷"}.get(node.op, "·"))


def gate_label(nodes: Sequence[Node]) -> str:
    """Return the text for a gate: squeeze-and-excitation with its reduced width."""
    widths = [
        node.attrs.out_channels if isinstance(node.attrs, ConvAttrs) else node.attrs.out_features
        for node in nodes
        if isinstance(node.attrs, ConvAttrs | LinearAttrs)
    ]
    if len(widths) > 1:
        return f"SE, {min(widths)}"
    kernels = [node.attrs.kernel_size for node in nodes if isinstance(node.attrs, ConvAttrs)]
    return f"ECA, {square(kernels[0])}" if kernels and len(kernels[0]) == 1 else "gate"


def short_name(node: Node) -> str:
    """Return the operator's name as papers write it: ``BN``, ``ReLU``."""
    known = _NORMS.get(node.op) or _ACTIVATIONS.get(node.op)
    return known or {"getitem": "slice"}.get(node.op, node.op.replace("_", " "))


def _pool_label(node: Node, attrs: PoolAttrs) -> str:
    name = "max pool" if "max" in node.op else "avg pool"
    if max(attrs.kernel_size) == 1:
        return f"{name}, /{square(attrs.stride)}"
    if len(attrs.kernel_size) == 1:
        name = f"{name} {attrs.kernel_size[0]}"
    else:
        name = f"{dimensions(attrs.kernel_size)} {name}"
    return f"{name}, /{square(attrs.stride)}" if max(attrs.stride) > 1 else name


def _adaptive_label(node: Node, sizes: tuple[int | None, ...]) -> str:
    name = "max pool" if "max" in node.op else "avg pool"
    if all(size == 1 for size in sizes):
        return f"global {name}"
    return f"{name} to {dimensions(sizes)}"


def _other_label(node: Node, source: TensorSpec | None) -> str:
    if node.kind is OpKind.INPUT:
        return dimensions(node.output.shape[1:] or node.output.shape)
    if node.kind is OpKind.OPAQUE:
        return f"{node.op}, not traced"
    if node.kind is OpKind.RESIZE and source and node.outputs:
        return _resize_label(source.shape, node.output.shape)
    if node.kind is OpKind.REDUCE and source and _reduces_space(node, source):
        return f"global {'max' if 'max' in node.op else 'avg'} pool"
    return short_name(node)


def _reduces_space(node: Node, source: TensorSpec) -> bool:
    if len(source.shape) < 3 or not node.outputs:  # noqa: PLR2004 - (N, C, L) is the least
        return False
    left = node.output.shape
    return left[:2] == source.shape[:2] and all(size == 1 for size in left[2:])


def _resize_label(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    factors = {new / old for old, new in zip(before[2:], after[2:], strict=False) if old}
    if len(factors) == 1 and (factor := factors.pop()) == int(factor):
        return f"upsample ×{int(factor)}"
    return f"resize to {dimensions(after[2:])}"
