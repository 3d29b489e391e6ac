"""Batch normalization with fixed numbers, as backbones of detectors have it.

``FrozenBatchNorm2d`` of torchvision and of detectron2, and those that people write themselves, keep
scale, shift, mean and variance as buffers and multiply and add. They are seen as what they are.
"""

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as everybody writes it

STATISTICS = frozenset({"weight", "bias", "running_mean", "running_var"})


def is_frozen_norm(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether a module called so normalizes one tensor with numbers that are not learned."""
    return (
        len(args) == 1
        and not kwargs
        and isinstance(args[0], torch.Tensor)
        and "BatchNorm" in type(module).__name__
        and not module._modules  # noqa: SLF001 - the cheap way to ask
        and not module._parameters  # noqa: SLF001 - see above
        and module._buffers.keys() >= STATISTICS  # noqa: SLF001 - see above
    )


def frozen_norm(module: nn.Module, source: torch.Tensor) -> torch.Tensor:
    """Return what the module computes, in one operator.

    Args:
        module: One for which :func:`is_frozen_norm` holds.
        source: Of shape ``(N, C, …)``.
    """
    held = module._buffers  # noqa: SLF001 - see above
    return F.batch_norm(
        source, held["running_mean"], held["running_var"], held["weight"], held["bias"],
        training=False, momentum=0.0, eps=float(getattr(module, "eps", 1e-5)),
    )  # fmt: skip
