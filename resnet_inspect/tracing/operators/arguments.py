"""An operator call's arguments by name, and its settings as the graph's attribute types.

A reader takes the arguments of one call, by name, and returns its settings. Shapes of weights are
read off the tensors, so that a functional call is described like a module's.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import torch

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Argument,
    Attrs,
    ConcatAttrs,
    ConvAttrs,
    LinearAttrs,
    NormAttrs,
    OtherAttrs,
    PadAttrs,
    PoolAttrs,
    ReduceAttrs,
    ReshapeAttrs,
)

Arguments = dict[str, Any]
Reader = Callable[[Arguments], Attrs]


def sizes(value: int | Iterable[int], dimensions: int) -> tuple[int, ...]:
    """Return one size for each spatial dimension, from one for all or from a list.

    Example:
        >>> sizes(3, 2)
        (3, 3)
    """
    if isinstance(value, int):
        return (value,) * dimensions
    result = tuple(int(size) for size in value)
    return result * dimensions if len(result) == 1 else result


def literal(value: object) -> Argument:
    """Return an argument as plain data; what has no such form is described by its text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return tuple(_scalar(item) for item in value)
    return _scalar(value)


def _scalar(value: object) -> bool | int | float | str | None:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, slice):
        parts = (value.start, value.stop, value.step)
        text = ":".join("" if part is None else str(part) for part in parts)
        return text.removesuffix(":")
    if value is Ellipsis:
        return "..."
    return "tensor" if isinstance(value, torch.Tensor) else str(value)[:200]


def read_conv(call: Arguments) -> ConvAttrs:
    """Read ``conv1d`` to ``conv3d``; ``padding="same"`` becomes the padding on the smaller side."""
    weight = call["weight"].shape
    kernel = tuple(weight[2:])
    spatial = len(kernel)
    dilation = sizes(call.get("dilation", 1), spatial)
    padding = call.get("padding", 0)
    if padding == "valid":
        padding = 0
    elif padding == "same":
        padding = tuple(d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True))
    groups = call.get("groups", 1)
    return ConvAttrs(
        in_channels=weight[1] * groups,
        out_channels=weight[0],
        kernel_size=kernel,
        stride=sizes(call.get("stride", 1), spatial),
        padding=sizes(padding, spatial),
        dilation=dilation,
        groups=groups,
        has_bias=call.get("bias") is not None,
    )


def read_deformed_conv(call: Arguments) -> ConvAttrs:
    """Read torchvision's ``deform_conv2d``: the kernel's places are shifted by a tensor."""
    weight, groups = call["weight"].shape, call["groups"]
    pairs = (
        (call[f"{name}_height"], call[f"{name}_width"])
        for name in ("stride", "padding", "dilation")
    )
    stride, padding, dilation = pairs
    return ConvAttrs(
        in_channels=weight[1] * groups, out_channels=weight[0], kernel_size=tuple(weight[2:]),
        stride=stride, padding=padding, dilation=dilation, groups=groups,
        has_bias=call.get("bias") is not None,
    )  # fmt: skip


def read_conv_transpose(call: Arguments) -> ConvAttrs:
    """Read ``conv_transpose1d`` to ``conv_transpose3d``; their weight begins with C_in."""
    weight = call["weight"].shape
    kernel = tuple(weight[2:])
    spatial = len(kernel)
    groups = call.get("groups", 1)
    return ConvAttrs(
        in_channels=weight[0],
        out_channels=weight[1] * groups,
        kernel_size=kernel,
        stride=sizes(call.get("stride", 1), spatial),
        padding=sizes(call.get("padding", 0), spatial),
        dilation=sizes(call.get("dilation", 1), spatial),
        groups=groups,
        has_bias=call.get("bias") is not None,
        transposed=True,
    )


def read_linear(call: Arguments) -> LinearAttrs:
    """Read ``linear``."""
    out_features, in_features = call["weight"].shape
    return LinearAttrs(
        in_features=in_features,
        out_features=out_features,
        has_bias=call.get("bias") is not None,
    )


def read_batch_norm(call: Arguments) -> NormAttrs:
    """Read ``batch_norm``; the channels are those that its tensors are made for."""
    tensors = (call.get("weight"), call.get("running_mean"))
    declared = next((tensor.shape[0] for tensor in tensors if tensor is not None), None)
    return NormAttrs(
        channels=_channels(call["input"]) if declared is None else declared,
        affine=call.get("weight") is not None,
        uses_batch_statistics=bool(call.get("training", False)),
        epsilon=call.get("eps", 1e-5),
    )


def read_instance_norm(call: Arguments) -> NormAttrs:
    """Read ``instance_norm``."""
    weight = call.get("weight")
    return NormAttrs(
        channels=_channels(call["input"]) if weight is None else weight.shape[0],
        affine=weight is not None,
        uses_batch_statistics=bool(call.get("use_input_stats", True)),
        epsilon=call.get("eps", 1e-5),
    )


def read_group_norm(call: Arguments) -> NormAttrs:
    """Read ``group_norm``."""
    weight = call.get("weight")
    return NormAttrs(
        channels=_channels(call["input"]) if weight is None else weight.shape[0],
        affine=weight is not None,
        groups=call["num_groups"],
        epsilon=call.get("eps", 1e-5),
    )


def read_layer_norm(call: Arguments) -> NormAttrs:
    """Read ``layer_norm`` and ``rms_norm``; ``channels`` is the size of the last dimension."""
    return NormAttrs(
        channels=tuple(call["normalized_shape"])[-1],
        affine=call.get("weight") is not None,
        epsilon=call.get("eps") or 1e-5,
    )


def read_other_norm(call: Arguments) -> NormAttrs:
    """Read a normalization without parameters: ``local_response_norm``, ``normalize``."""
    return NormAttrs(channels=_channels(call["input"]), affine=False, epsilon=call.get("eps", 1e-5))


def _channels(tensor: torch.Tensor) -> int:
    return tensor.shape[1] if tensor.ndim > 1 else tensor.shape[0]


def pool_reader(dimensions: int) -> Reader:
    """Return the reader for a pooling over this many spatial dimensions."""

    def read(call: Arguments) -> PoolAttrs:
        kernel = sizes(call["kernel_size"], dimensions)
        return PoolAttrs(
            kernel_size=kernel,
            stride=sizes(call.get("stride") or kernel, dimensions),
            padding=sizes(call.get("padding", 0), dimensions),
            dilation=sizes(call.get("dilation", 1), dimensions),
            ceil_mode=bool(call.get("ceil_mode", False)),
            count_include_pad=bool(call.get("count_include_pad", True)),
        )

    return read


def adaptive_pool_reader(dimensions: int) -> Reader:
    """Return the reader for an adaptive pooling over this many spatial dimensions."""

    def read(call: Arguments) -> AdaptivePoolAttrs:
        size = call["output_size"]
        each = (size,) * dimensions if size is None or isinstance(size, int) else tuple(size)
        return AdaptivePoolAttrs(output_size=each * dimensions if len(each) == 1 else each)

    return read


def read_pad(call: Arguments) -> PadAttrs:
    """Read ``pad``."""
    return PadAttrs(padding=tuple(call["pad"]), mode=str(call.get("mode", "constant")))


def read_concat(call: Arguments) -> ConcatAttrs:
    """Read ``cat`` and ``stack``."""
    dim = call.get("dim") or call.get("axis") or 0
    return ConcatAttrs(dim=int(dim))


def read_flatten(call: Arguments) -> ReshapeAttrs:
    """Read ``flatten``: start and end dimension."""
    return ReshapeAttrs(requested=(call.get("start_dim", 0), call.get("end_dim", -1)))


def read_shape(call: Arguments) -> Attrs:
    """Read an operator that takes a shape or dimensions, as one argument or as several."""
    values = [value for name, value in call.items() if name != "input"]
    flat = chain.from_iterable(
        value if isinstance(value, tuple | list) else (value,) for value in values
    )
    requested = tuple(flat)
    if all(isinstance(size, int) for size in requested):
        return ReshapeAttrs(requested=requested)
    return read_other(call)


def read_reduce(call: Arguments) -> Attrs:
    """Read ``mean``, ``sum``, ``amax`` and the like."""
    dims = call.get("dim", call.get("axis"))
    if isinstance(dims, torch.Tensor):
        return read_other(call)
    every = () if dims is None else (dims,) if isinstance(dims, int) else tuple(dims)
    return ReduceAttrs(dims=every, keepdim=bool(call.get("keepdim", False)))


def read_sequence(call: Arguments) -> Attrs:
    """Read ``arange`` and the like: where it begins and ends, and its step."""
    numbers = ((name, value) for name, value in call.items() if isinstance(value, int | float))
    return OtherAttrs(
        arguments=tuple((name, value) for name, value in numbers if not isinstance(value, bool))
    )


def read_other(call: Arguments) -> Attrs:
    """Read any operator: its arguments that are not tensors."""
    return OtherAttrs(
        arguments=tuple(
            (name, literal(value))
            for name, value in call.items()
            if value is not None and not _holds_tensor(value)
        )
    )


def _holds_tensor(value: object) -> bool:
    if isinstance(value, tuple | list):
        return any(isinstance(item, torch.Tensor) for item in value)
    return isinstance(value, torch.Tensor)
