"""Shapes of results seen before: repeated blocks repeat the same operators on the same shapes.

A meta kernel does nothing but work out a shape. Where operator, argument shapes and settings are
the same as before, so is the result's shape, and an empty meta tensor of that shape serves.
"""

from collections.abc import Iterable
from typing import Any

import torch

from resnet_inspect.tracing.operators.catalogue import Function

Tensor = torch.Tensor
Key = tuple[Any, ...]
_Shape = tuple[torch.Size, torch.dtype]


class _Unhashable(Exception):  # noqa: N818 - never leaves this file
    """An argument that cannot be part of a key."""


LARGEST = 20_000
"""Calls remembered at the most; a process that traces thousands of networks starts afresh."""


class Memo:
    """Results of pure operators by call; one for the whole process, as shapes never change."""

    def __init__(self) -> None:
        self._known: dict[Key, _Shape | tuple[_Shape, ...]] = {}

    def __contains__(self, key: Key) -> bool:
        """Tell whether this call was seen before."""
        return key in self._known

    def key(self, func: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Key | None:
        """Return what identifies the call, or None for one that has to be run."""
        try:
            if not kwargs:
                return (func, *map(_part, args))
            named = [(name, _part(value)) for name, value in kwargs.items()]
            return (func, *map(_part, args), *named)
        except _Unhashable:
            return None

    def recall(self, key: Key) -> Any:  # noqa: ANN401 - a tensor or a tuple of tensors
        """Return empty tensors of the shapes that this call returned before, or None."""
        known = self._known.get(key)
        if known is None:
            return None
        if isinstance(known[0], torch.Size):
            return torch.empty(known[0], dtype=known[1], device="meta")
        return tuple(torch.empty(size, dtype=dtype, device="meta") for size, dtype in known)

    def remember(self, key: Key, result: Any, tensors: Iterable[Tensor]) -> None:  # noqa: ANN401 - see above
        """Note what a call on ``tensors`` returned, if it follows from their shapes alone.

        A view of one of them is not: it has to share the memory, so that a write to one is seen
        by the other.
        """
        if len(self._known) >= LARGEST:
            self._known.clear()
        taken = {_storage(tensor) for tensor in tensors}
        if isinstance(result, Tensor):
            if _is_plain(result, taken):
                self._known[key] = (result.shape, result.dtype)
        elif (
            type(result) in {tuple, list}  # a named tuple such as torch.max's has fields
            and result
            and all(_is_plain(item, taken) for item in result)
        ):
            self._known[key] = tuple((tensor.shape, tensor.dtype) for tensor in result)


def _is_plain(value: object, taken: set[int]) -> bool:
    if not isinstance(value, Tensor) or not value.is_meta or not value.is_contiguous():
        return False
    return _storage(value) not in taken


def _storage(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)  # noqa: SLF001 - identity on meta, too


def _part(value: Any) -> Any:  # noqa: ANN401 - any argument
    if isinstance(value, Tensor):
        if not value.is_contiguous() or not value.is_meta:
            raise _Unhashable
        return (value.shape, value.dtype)
    of_type = type(value)
    if of_type is tuple or of_type is list:
        return (of_type, *map(_part, value))
    if of_type.__hash__ is None:
        raise _Unhashable
    return (of_type, value)


MEMO = Memo()
