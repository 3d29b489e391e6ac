"""Lazy layers, which learn the shapes of their weights from their first input."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.nn.modules.lazy import LazyModuleMixin
from torch.nn.parameter import is_lazy


def initialize(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Give a lazy layer's weights their shapes, unseen by the modes that watch the forward pass."""
    if not isinstance(module, LazyModuleMixin) or not module.has_uninitialized_params():
        return
    with torch._C.DisableTorchFunction():  # noqa: SLF001 - the public one leaves modes on
        module._infer_parameters(module, args, kwargs)  # noqa: SLF001 - what the layer's hook calls


def uninitialized(modules: Iterable[nn.Module]) -> list[Callable[[], None]]:
    """Return what puts the lazy layers among a network's modules back into their state."""
    restores: list[Callable[[], None]] = []
    for module in modules:
        if isinstance(module, LazyModuleMixin) and module.has_uninitialized_params():
            restores.append(partial(setattr, module, "__class__", type(module)))
            tensors = (*module._parameters.values(), *module._buffers.values())  # noqa: SLF001 - no copies
            restores.extend(
                partial(_empty, tensor, type(tensor))
                for tensor in tensors
                if tensor is not None and is_lazy(tensor)
            )
    return restores


def _empty(tensor: torch.Tensor, lazy: type) -> None:
    if not is_lazy(tensor):
        tensor.data = tensor.data.new_empty(0)
        tensor.__class__ = lazy
