"""An operator that raised, and what its exception says."""

from dataclasses import dataclass, replace

import torch

from resnet_inspect.errors import said_by
from resnet_inspect.graph import Attrs, ConvAttrs, Failure, PoolAttrs
from resnet_inspect.tracing.recording.operator_call import OperatorCall


@dataclass(frozen=True, slots=True)
class FailedOperator:
    """An operator that raised."""

    error: Exception
    failure: Failure
    recovered: bool
    """Whether the trace went on with a stand-in for the result."""


def message_of(error: Exception, attrs: Attrs | None, tensors: list[torch.Tensor]) -> str:
    """Return what an error says; on the meta device, a convolution's says too little."""
    if isinstance(attrs, ConvAttrs) and tensors and tensors[0].ndim == len(attrs.kernel_size) + 2:
        channels = tensors[0].shape[1]
        if channels != attrs.in_channels:
            return f"the convolution takes {attrs.in_channels} channels, its input has {channels}"
    return said_by(error)


def settings_of(call: OperatorCall) -> Attrs | None:
    """Read the settings of a call that failed, whose arguments may be anything."""
    try:
        return _whole(call.settings())
    except Exception:  # noqa: BLE001 - see above
        return None


def _whole(attrs: Attrs) -> Attrs:
    """Round the sizes of a window down that a `/` has made floats."""
    if not isinstance(attrs, ConvAttrs | PoolAttrs):
        return attrs
    return replace(
        attrs,
        kernel_size=_rounded(attrs.kernel_size),
        stride=_rounded(attrs.stride),
        padding=_rounded(attrs.padding),
        dilation=_rounded(attrs.dilation),
    )


def _rounded(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(int, sizes))
