"""The output that a failing operator declares, so that a trace can go on to the next bug.

A convolution declares its output channels, a linear layer its output features, a reshape the shape
that it asks for; a join of unequal shapes has the shape of its main path, the operand with more
convolutions behind it.
"""

from typing import Any

import torch

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    Attrs,
    ConcatAttrs,
    ConvAttrs,
    LinearAttrs,
    OpKind,
    PoolAttrs,
    ReshapeAttrs,
)
from resnet_inspect.graph.shapes import Shape, window_sizes
from resnet_inspect.tracing.operators.catalogue import Operator
from resnet_inspect.tracing.tracking.tensors import tensors_in

Tensor = torch.Tensor

_JOINS = frozenset({OpKind.ADD, OpKind.MULTIPLY, OpKind.ARITHMETIC})


def declared_outputs(
    operator: Operator, attrs: Attrs | None, args: tuple[Any, ...], depths: list[int]
) -> tuple[Tensor, ...]:
    """Return a stand-in for the result of an operator that raised; empty where none is declared.

    Args:
        operator: What failed.
        attrs: Its settings, as far as they could be read.
        args: Its positional arguments.
        depths: For each tensor argument, how many convolutions lie behind it.
    """
    tensors = tensors_in(args)
    if not tensors:
        return ()
    first = tensors[0]
    shape = _declared_shape(operator, attrs, tensors, depths)
    return (torch.empty(shape, dtype=first.dtype, device=first.device),)


def _declared_shape(  # noqa: PLR0911 - one return a kind of operator
    operator: Operator, attrs: Attrs | None, tensors: list[Tensor], depths: list[int]
) -> Shape:
    shape = tuple(tensors[0].shape)
    match attrs:
        case ConvAttrs():
            return _conv_shape(attrs, shape)
        case LinearAttrs(out_features=features):
            return (*shape[:-1], features) if shape else (features,)
        case PoolAttrs():
            return _pool_shape(attrs, shape)
        case AdaptivePoolAttrs(output_size=size):
            kept = shape[-len(size) :] if len(shape) >= len(size) else (1,) * len(size)
            sizes = (k if s is None else s for s, k in zip(size, kept, strict=True))
            return (*shape[: -len(size)], *sizes)
        case ReshapeAttrs(requested=requested) if operator.name in {"view", "reshape"}:
            return _reshaped(requested, shape)
        case ReshapeAttrs() if operator.name == "flatten" and len(shape) > 1:
            return (shape[0], torch.Size(shape[1:]).numel())
        case ConcatAttrs(dim=dim):
            return _concatenated(dim, [tuple(tensor.shape) for tensor in tensors])
    if operator.kind in _JOINS and len(tensors) > 1:
        return _main_path_shape(tensors, depths)
    return shape


def _main_path_shape(tensors: list[Tensor], depths: list[int]) -> Shape:
    if len(depths) != len(tensors):
        return tuple(tensors[0].shape)
    deepest = max(range(len(tensors)), key=lambda place: depths[place])
    return tuple(tensors[deepest].shape)


def _conv_shape(attrs: ConvAttrs, shape: Shape) -> Shape:
    spatial = len(attrs.kernel_size)
    batch = shape[:-spatial][:1] if len(shape) > spatial + 1 else shape[:1] or (1,)
    sizes = shape[-spatial:] if len(shape) > spatial else (1,) * spatial
    return (*batch, attrs.out_channels, *_at_least_one(window_sizes(attrs, sizes)))


def _pool_shape(attrs: PoolAttrs, shape: Shape) -> Shape:
    spatial = len(attrs.kernel_size)
    if len(shape) <= spatial:
        return shape
    return (*shape[:-spatial], *_at_least_one(window_sizes(attrs, shape[-spatial:])))


def _at_least_one(sizes: list[int]) -> list[int]:
    """Let a map that is smaller than its window become one pixel."""
    return [max(1, size) for size in sizes]


def _reshaped(requested: Shape, shape: Shape) -> Shape:
    """Return the shape asked for; ``-1`` in front of it stands for the batch."""
    batch = shape[0] if shape else 1
    return tuple(batch if size == -1 else size for size in requested)


def _concatenated(dim: int, shapes: list[Shape]) -> Shape:
    first = list(shapes[0])
    place = dim % len(first) if first else 0
    if first and all(len(shape) == len(first) for shape in shapes):
        first[place] = sum(shape[place] for shape in shapes)
    return tuple(first)
