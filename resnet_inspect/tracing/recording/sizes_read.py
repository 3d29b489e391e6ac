"""Shapes that the user's code reads, and where the numbers go that it makes of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch

from resnet_inspect.graph import Ref, SizeArgument
from resnet_inspect.tracing.tracking.followed import FollowedFloat, FollowedInt
from resnet_inspect.tracing.tracking.ledger import Ledger

Tensor = torch.Tensor

_READS = frozenset({"shape", "size", "numel", "nelement"})
"""What a tensor's sizes are asked by."""


def followed_sizes(
    name: str,
    answer: Any,  # noqa: ANN401 - one size or all of them
    args: tuple[Any, ...],
    ledger: Ledger,
    ref: Callable[[Tensor], Ref | None],
) -> Any:  # noqa: ANN401 - see above
    """Return what a tensor says of its sizes, as numbers that the ledger follows.

    Args:
        name: What was asked: ``shape``, ``size``, ``numel``; other answers are returned unchanged.
        answer: What torch said.
        args: The tensor that was asked, and which dimension.
        ledger: Notes the numbers.
        ref: Returns the node that made a tensor, None for parameters.
    """
    tensor, dim = args[0] if args else None, args[1] if len(args) > 1 else None
    if name not in _READS or not isinstance(tensor, Tensor) or not tensor.ndim:
        return answer
    made_by = ref(tensor)
    if made_by is None:
        return answer
    sizes = torch.Size(
        FollowedInt(size, ledger.size(size, made_by, dim), ledger)
        for dim, size in enumerate(tensor.shape)
    )
    if name in {"numel", "nelement"}:
        return _product(sizes)
    return sizes if dim is None else sizes[dim]


def _product(sizes: torch.Size) -> int:
    product, *others = sizes
    for size in others:
        product *= size
    return product


def size_arguments(arguments: Mapping[str, Any], ledger: Ledger) -> tuple[SizeArgument, ...]:
    """Return those of an operator's arguments that are followed numbers."""
    return tuple(
        SizeArgument(name, place, leaf.number)
        for name, value in arguments.items()
        for place, leaf in enumerate(_leaves(value))
        if isinstance(leaf, FollowedInt | FollowedFloat) and leaf.ledger is ledger
    )


def _leaves(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any argument
    """Yield the scalars of an argument in order; a slice has three."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, slice):
        yield from (value.start, value.stop, value.step)
    else:
        yield value
