"""What a network computes on real tensors, such that two versions of it can be compared."""

from collections.abc import Iterator, Sequence
from functools import cache
from math import ceil, prod
from zlib import crc32

import torch
from torch import nn

from resnet_inspect.graph import TensorSpec
from resnet_inspect.tracing.building.state import quiet
from resnet_inspect.visible import encoded

MOST_VALUES = 4096
"""Values of each output that are compared, spread evenly."""

POOL = 65537
"""Random values that are drawn; a prime, so that no tensor's rows begin alike when it is tiled."""


def numbers(network: nn.Module, inputs: Sequence[TensorSpec]) -> tuple[float, ...]:
    """Return values of a network's outputs, in evaluation, for random weights and inputs.

    Each weight depends on its name and shape only, so that two networks that differ elsewhere have
    the same ones.

    Args:
        network: On the CPU; its weights are overwritten.
        inputs: What it is called with.
    """
    network.eval()
    with torch.no_grad():
        for name, tensor in (*network.named_parameters(), *network.named_buffers()):
            if tensor.is_floating_point():
                tensor.copy_(_random(name, tensor))
        with quiet():
            made = network(*(_random(f"input {place}", one) for place, one in enumerate(inputs)))
    return tuple(value for tensor in _tensors(made) for value in _sample(tensor))


def _random(name: str, like: torch.Tensor | TensorSpec) -> torch.Tensor:
    """Return positive values around one: variances as well as weights may have them."""
    values = _tiled(tuple(like.shape), crc32(encoded(name)) % POOL)
    fan = values[0].numel() if values.dim() > 1 and name.endswith("weight") else 1
    return values.add_(0.5) if fan == 1 else values.sub_(0.5).mul_(2 / fan**0.5)


def _tiled(shape: tuple[int, ...], start: int) -> torch.Tensor:
    """Fill a tensor from the pool: drawing anew takes longer than the forward pass."""
    size = prod(shape)
    return _pool().roll(-start).repeat(ceil(size / POOL))[:size].reshape(shape)


@cache
def _pool() -> torch.Tensor:
    return torch.rand(POOL, generator=torch.Generator().manual_seed(0))


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
