"""The settings of an operator call: one type for each kind of operator.

Sizes are tuples with one entry per spatial dimension, ``(height, width)`` in 2-D, so that 1-D and
3-D networks need no types of their own.
"""

from dataclasses import dataclass

Scalar = bool | int | float | str | None
Argument = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvAttrs:
    """A convolution or, if ``transposed``, a transposed convolution."""

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...] = (1, 1)
    padding: tuple[int, ...] = (0, 0)
    dilation: tuple[int, ...] = (1, 1)
    groups: int = 1
    has_bias: bool = False
    transposed: bool = False

    @property
    def depthwise(self) -> bool:
        """Whether each channel is convolved on its own."""
        return self.groups > 1 and self.groups == self.in_channels


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearAttrs:
    """A fully connected layer on the last dimension."""

    in_features: int
    out_features: int
    has_bias: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NormAttrs:
    """A normalization over ``channels``.

    ``affine`` tells a learned scale and shift; ``uses_batch_statistics`` that mean and variance
    come from this batch (training mode) and not from running buffers.
    """

    channels: int
    affine: bool = True
    uses_batch_statistics: bool = False
    groups: int | None = None
    epsilon: float = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolAttrs:
    """A pooling window that slides."""

    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] = (0, 0)
    dilation: tuple[int, ...] = (1, 1)
    ceil_mode: bool = False
    count_include_pad: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptivePoolAttrs:
    """A pooling to a fixed output size, ``(1, 1)`` for global pooling; ``None`` keeps a size."""

    output_size: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PadAttrs:
    """Padding amounts, last dimension first, as ``torch.nn.functional.pad`` takes them."""

    padding: tuple[int, ...]
    mode: str = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReshapeAttrs:
    """A view, reshape or flatten: what the source asked for, ``-1`` and all.

    For ``flatten`` the request is ``(start_dim, end_dim)``; for ``permute``, ``transpose``,
    ``squeeze`` and ``unsqueeze`` it holds the dimensions.
    """

    requested: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReduceAttrs:
    """A mean, sum or maximum over ``dims`` (all of them where empty)."""

    dims: tuple[int, ...]
    keepdim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcatAttrs:
    """A concatenation along dimension ``dim``."""

    dim: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAttrs:
    """Arguments of any other operator that are not tensors, by name or position."""

    arguments: tuple[tuple[str, Argument], ...] = ()

    def get(self, name: str) -> Argument:
        """Return the argument called ``name``, or None where it was not given."""
        return dict(self.arguments).get(name)


Attrs = (
    ConvAttrs
    | LinearAttrs
    | NormAttrs
    | PoolAttrs
    | AdaptivePoolAttrs
    | PadAttrs
    | ReshapeAttrs
    | ReduceAttrs
    | ConcatAttrs
    | OtherAttrs
)
