"""What a network computes on real tensors, such that two versions of it can be compared."""

from collections.abc import Iterator, Sequence
from zlib import crc32

import torch
from torch import nn

from resnet_inspect.graph import TensorSpec
from resnet_inspect.tracing.building.state import quiet

MOST_VALUES = 4096
"""Values of each output that are compared, spread evenly."""


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
    generator = torch.Generator().manual_seed(crc32(name.encode()))
    values = torch.rand(tuple(like.shape), generator=generator)
    fan = values[0].numel() if values.dim() > 1 and name.endswith("weight") else 1
    return (values + 0.5) / fan if fan == 1 else (values - 0.5) * 2 / fan**0.5


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
