"""What a network computes on real tensors, such that two versions of it can be compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from math import ceil, prod
from typing import Any
from zlib import crc32

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from resnet_inspect.graph import TensorSpec
from resnet_inspect.tracing.building.state import quiet
from resnet_inspect.visible import encoded

MOST_VALUES = 4096
"""Values of each output that are compared, spread evenly."""

POOL = 65537
"""Random values that are drawn; a prime, so that no tensor's rows begin alike when it is tiled."""

FILLING = frozenset({"uniform_", "normal_", "trunc_normal_", "kaiming_uniform_"})
"""Functions that fill a tensor with random values, which takes longer than a forward pass."""


class Uninitialized(TorchFunctionMode):
    """Leaves parameters as they were allocated: each is overwritten before it is read."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the function returns
        """Run one torch function of a constructor."""
        fills = func.__name__ in FILLING or getattr(func, "__module__", "") == "torch.nn.init"
        if fills and args and isinstance(args[0], nn.Parameter):
            return args[0]
        return func(*args, **(kwargs or {}))


def numbers(build: Callable[[], nn.Module], inputs: Sequence[TensorSpec]) -> tuple[float, ...]:
    """Return values of a network's outputs, in evaluation, for random weights and inputs.

    Each weight depends on its name and shape only, so that two networks that differ elsewhere have
    the same ones.

    Args:
        build: Builds the network on the CPU; its weights are overwritten.
        inputs: What it is called with.
    """
    with Uninitialized():
        network = build().eval()
    with torch.no_grad(), _one_thread():
        for name, tensor in (*network.named_parameters(), *network.named_buffers()):
            if tensor.is_floating_point():
                tensor.copy_(_random(name, tensor))
        with quiet():
            made = network(*(_random(f"input {place}", one) for place, one in enumerate(inputs)))
    return tuple(value for tensor in _tensors(made) for value in _sample(tensor))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Compute on one core: threads that wait for each other take long on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _random(name: str, like: torch.Tensor | TensorSpec) -> torch.Tensor:
    """Return positive values around one: variances as well as weights may have them."""
    shape = tuple(like.shape)
    start = crc32(encoded(name)) % POOL
    values = _pool()[start : start + POOL]
    fan = prod(shape[1:]) if name.endswith("weight") else 1
    values = values.sub(0.5).mul_(2 / fan**0.5) if fan > 1 else values.add(0.5)
    size = prod(shape)
    return values.expand(ceil(size / POOL), POOL).reshape(-1)[:size].reshape(shape)


@cache
def _pool() -> torch.Tensor:
    """Return the values twice, one after the other, so that any of them may be the first."""
    return torch.rand(POOL, generator=torch.Generator().manual_seed(0)).repeat(2)


def _tensors(made: object) -> Iterator[torch.Tensor]:
    if isinstance(made, torch.Tensor):
        yield made
    elif isinstance(made, dict):
        yield from (tensor for one in made.values() for tensor in _tensors(one))
    elif isinstance(made, list | tuple):
        yield from (tensor for one in made for tensor in _tensors(one))


def _sample(tensor: torch.Tensor) -> list[float]:
    flat = tensor.detach().double().flatten()
    return flat[:: max(1, flat.numel() // MOST_VALUES)].tolist()
