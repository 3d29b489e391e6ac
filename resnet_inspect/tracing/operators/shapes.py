"""Output shapes by formula, for the operators that ResNets are made of.

The meta kernels of torch give the same answers, but the first of them to run imports a symbolic
algebra system and parts of a compiler, which takes longer than ``import torch``. A formula answers
only where the call is sure to succeed: for anything unusual, and for every error, it returns None
and the kernel runs.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, prod
from typing import Any

import torch

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Attrs,
    ConcatAttrs,
    ConvAttrs,
    LinearAttrs,
    PoolAttrs,
    ReduceAttrs,
)
from resnet_inspect.graph.shapes import Shape, broadcast, window_sizes
from resnet_inspect.tracing.operators.arguments import Arguments, sizes
from resnet_inspect.tracing.operators.catalogue import Operator
from resnet_inspect.tracing.tracking.tensors import tensors_in

Tensor = torch.Tensor
Formula = Callable[[Arguments, Any], Shape | None]

_FLOATS = frozenset({torch.float32, torch.float16, torch.bfloat16, torch.float64})

_UNUSUAL = ("out", "dtype", "generator")
"""Arguments whose presence leaves a call to torch."""


def result_shape(operator: Operator, call: Arguments, *, inplace: bool) -> Shape | None:
    """Return the shape of a call's one result, or None where the formulas do not cover it.

    Args:
        operator: What is called.
        call: Its arguments by name; all tensors are contiguous and on the meta device.
        inplace: Whether the result overwrites the first argument.
    """
    formula = FORMULAS.get(operator.name)
    if formula is None or any(call.get(name) is not None for name in _UNUSUAL):
        return None
    tensors = tensors_in(*call.values())
    dtypes = {tensor.dtype for tensor in tensors}
    if len(dtypes) != 1 or not dtypes <= _FLOATS or any(0 in tensor.shape for tensor in tensors):
        return None
    try:
        shape = formula(call, operator.reader(call))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError):
        return None
    if shape is None or min(shape, default=1) < 1:
        return None
    return None if inplace and shape != tuple(tensors[0].shape) else shape


def _same(call: Arguments, _attrs: Attrs) -> Shape | None:
    """Elementwise on one tensor."""
    x = call["input"]
    return tuple(x.shape) if len(tensors_in(*call.values())) == 1 else None


def _dropout(call: Arguments, attrs: Attrs) -> Shape | None:
    """Elementwise in training; else it returns its very input, which no formula can."""
    return _same(call, attrs) if call.get("training", True) else None


def _broadcast(call: Arguments, _attrs: Attrs) -> Shape | None:
    """Elementwise on two operands, at least one of them a tensor."""
    operands = [call["input"], call.get("other", call.get("argument1"))]
    if not all(isinstance(value, Tensor | int | float) for value in operands):
        return None
    return broadcast([tuple(value.shape) for value in operands if isinstance(value, Tensor)])


def _conv(call: Arguments, attrs: ConvAttrs) -> Shape | None:
    x, bias = call["input"], call.get("bias")
    spatial = len(attrs.kernel_size)
    if x.ndim != spatial + 2 or x.shape[1] != attrs.in_channels or not _bias_fits(bias, attrs):
        return None
    if attrs.in_channels % attrs.groups or attrs.out_channels % attrs.groups:
        return None
    if attrs.transposed:
        return _transposed(call, attrs)
    if call.get("padding") == "same":
        return (x.shape[0], attrs.out_channels, *x.shape[2:]) if set(attrs.stride) == {1} else None
    if min(attrs.padding) < 0:
        return None
    return (x.shape[0], attrs.out_channels, *window_sizes(attrs, x.shape[2:]))


def _bias_fits(bias: Tensor | None, attrs: ConvAttrs) -> bool:
    return bias is None or tuple(bias.shape) == (attrs.out_channels,)


def _transposed(call: Arguments, attrs: ConvAttrs) -> Shape | None:
    x = call["input"]
    extra = sizes(call.get("output_padding", 0), len(attrs.kernel_size))
    limits = map(max, zip(attrs.stride, attrs.dilation, strict=True))
    if any(add >= limit for add, limit in zip(extra, limits, strict=True)):
        return None
    spatial = map(sum, zip(window_sizes(attrs, x.shape[2:]), extra, strict=True))
    return (x.shape[0], attrs.out_channels, *spatial)


def _linear(call: Arguments, attrs: LinearAttrs) -> Shape | None:
    x, bias = call["input"], call.get("bias")
    if x.ndim == 0 or x.shape[-1] != attrs.in_features:
        return None
    if bias is not None and tuple(bias.shape) != (attrs.out_features,):
        return None
    return (*x.shape[:-1], attrs.out_features)


def _batch_norm(call: Arguments, _attrs: Attrs) -> Shape | None:
    x = call["input"]
    training = bool(call.get("training", False))
    vectors = [call.get(name) for name in ("running_mean", "running_var", "weight", "bias")]
    if x.ndim < 2 or (training and x.numel() == x.shape[1]):  # noqa: PLR2004 - batch and channels
        return None
    if not training and (vectors[0] is None or vectors[1] is None):
        return None
    fits = all(v is None or tuple(v.shape) == (x.shape[1],) for v in vectors)
    return tuple(x.shape) if fits else None


def _instance_norm(call: Arguments, _attrs: Attrs) -> Shape | None:
    x = call["input"]
    if x.ndim < 3 or prod(x.shape[2:]) == 1:  # noqa: PLR2004 - at least one spatial dimension
        return None
    return _batch_norm({**call, "training": call.get("use_input_stats", True)}, _attrs)


def _group_norm(call: Arguments, _attrs: Attrs) -> Shape | None:
    x, groups = call["input"], call["num_groups"]
    if x.ndim < 2 or x.shape[1] % groups or x.numel() // x.shape[0] == groups:  # noqa: PLR2004 - see above
        return None
    fits = all(
        v is None or tuple(v.shape) == (x.shape[1],) for v in (call.get("weight"), call.get("bias"))
    )
    return tuple(x.shape) if fits else None


def _layer_norm(call: Arguments, _attrs: Attrs) -> Shape | None:
    x, normalized = call["input"], tuple(call["normalized_shape"])
    vectors = (call.get("weight"), call.get("bias"))
    fits = all(v is None or tuple(v.shape) == normalized for v in vectors)
    return tuple(x.shape) if fits and tuple(x.shape[-len(normalized) :]) == normalized else None


def _pool(call: Arguments, attrs: PoolAttrs) -> Shape | None:
    x = call["input"]
    spatial = len(attrs.kernel_size)
    too_much = any(
        p > k // 2 or p < 0 for p, k in zip(attrs.padding, attrs.kernel_size, strict=True)
    )
    if x.ndim != spatial + 2 or too_much or call.get("return_indices"):
        return None
    if any(size < k for size, k in zip(x.shape[2:], attrs.kernel_size, strict=True)):
        return None
    outputs = window_sizes(attrs, x.shape[2:])
    if min(outputs) < 1:
        return None
    if attrs.ceil_mode:
        outputs = _ceil_windows(attrs, x.shape[2:])
    return (*x.shape[:2], *outputs)


def _ceil_windows(attrs: PoolAttrs, spatial: Sequence[int]) -> list[int]:
    """Round up, but start no window in the padding behind the last pixel."""
    outputs = []
    for size, kernel, stride, padding, dilation in zip(
        spatial, attrs.kernel_size, attrs.stride, attrs.padding, attrs.dilation, strict=True
    ):
        output = ceil((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1
        outputs.append(output - ((output - 1) * stride >= size + padding))
    return outputs


def _adaptive_pool(call: Arguments, attrs: AdaptivePoolAttrs) -> Shape | None:
    x, wanted = call["input"], attrs.output_size
    if x.ndim != len(wanted) + 2 or call.get("return_indices"):
        return None
    spatial = (old if new is None else new for old, new in zip(x.shape[2:], wanted, strict=True))
    return (*x.shape[:2], *spatial)


def _reduce(call: Arguments, attrs: Attrs) -> Shape | None:
    x = call["input"]
    if not isinstance(attrs, ReduceAttrs):
        return None
    dims = {range(x.ndim)[dim] for dim in attrs.dims} or set(range(x.ndim))
    if len(dims) != (len(attrs.dims) or x.ndim):
        return None
    kept = ((1 if place in dims else size) for place, size in enumerate(x.shape))
    if attrs.keepdim:
        return tuple(kept)
    return tuple(size for place, size in enumerate(x.shape) if place not in dims)


def _concat(call: Arguments, attrs: ConcatAttrs) -> Shape | None:
    shapes = [list(tensor.shape) for tensor in call["tensors"]]
    place = range(len(shapes[0]))[attrs.dim]
    total = sum(shape[place] for shape in shapes)
    for shape in shapes:
        shape[place] = total
    return tuple(shapes[0]) if all(shape == shapes[0] for shape in shapes) else None


def _stack(call: Arguments, attrs: ConcatAttrs) -> Shape | None:
    shapes = [tuple(tensor.shape) for tensor in call["tensors"]]
    place = range(len(shapes[0]) + 1)[attrs.dim]
    same = all(shape == shapes[0] for shape in shapes)
    return (*shapes[0][:place], len(shapes), *shapes[0][place:]) if same else None


def _softmax(call: Arguments, _attrs: Attrs) -> Shape | None:
    x = call["input"]
    return tuple(x.shape) if x.ndim and call["dim"] in range(-x.ndim, x.ndim) else None


_INTERPOLATED = {"linear": {3}, "bilinear": {4}, "bicubic": {4}, "trilinear": {5}}


def _interpolate(call: Arguments, _attrs: Attrs) -> Shape | None:
    x, size, scale = call["input"], call.get("size"), call.get("scale_factor")
    mode = call.get("mode", "nearest")
    if x.ndim not in _INTERPOLATED.get(mode, {3, 4, 5}) or (size is None) == (scale is None):
        return None
    if call.get("antialias") or call.get("recompute_scale_factor"):
        return None
    spatial = x.ndim - 2
    if size is not None:
        return (*x.shape[:2], *sizes(size, spatial))
    scales = [scale] * spatial if isinstance(scale, int | float) else list(scale or ())
    scaled = (floor(float(old) * by) for old, by in zip(x.shape[2:], scales, strict=True))
    return (*x.shape[:2], *scaled)


def _matmul(call: Arguments, _attrs: Attrs) -> Shape | None:
    a, b = call["input"], call.get("other", call.get("argument1"))
    if not isinstance(b, Tensor) or min(a.ndim, b.ndim) < 2 or a.shape[-1] != b.shape[-2]:  # noqa: PLR2004 - matrices
        return None
    batch = broadcast([tuple(a.shape[:-2]), tuple(b.shape[:-2])])
    return None if batch is None else (*batch, a.shape[-2], b.shape[-1])


def _prelu(call: Arguments, _attrs: Attrs) -> Shape | None:
    x, weight = call["input"], call["argument1"]
    fits = weight.ndim == 1 and (
        weight.numel() == 1 or (x.ndim > 1 and weight.numel() == x.shape[1])
    )
    return tuple(x.shape) if fits else None


def _table() -> dict[str, Formula]:
    same = (
        "relu relu6 leaky_relu elu selu celu gelu silu mish sigmoid hardsigmoid hardswish hardtanh "
        "tanh softplus softsign log_sigmoid softshrink hardshrink tanhshrink clamp neg abs sqrt "
        "rsqrt exp square"
    )
    table: dict[str, Formula] = dict.fromkeys(same.split(), _same)
    table |= dict.fromkeys("dropout dropout1d dropout2d dropout3d".split(), _dropout)
    table |= dict.fromkeys("add mul sub div rsub maximum minimum".split(), _broadcast)
    table |= dict.fromkeys("mean sum amax amin".split(), _reduce)
    table |= {"softmax": _softmax, "log_softmax": _softmax, "matmul": _matmul, "prelu": _prelu}
    table |= {"linear": _linear, "batch_norm": _batch_norm, "group_norm": _group_norm}
    table |= {"instance_norm": _instance_norm, "layer_norm": _layer_norm}
    table |= {"cat": _concat, "stack": _stack, "interpolate": _interpolate}
    for n in (1, 2, 3):
        table |= {f"conv{n}d": _conv, f"conv_transpose{n}d": _conv}
        table |= {f"max_pool{n}d": _pool, f"avg_pool{n}d": _pool}
        table |= {f"adaptive_{kind}_pool{n}d": _adaptive_pool for kind in ("avg", "max")}
    return table


FORMULAS = _table()
"""The formulas by operator name."""
