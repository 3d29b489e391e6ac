"""Shapes of results seen before: repeated blocks repeat the same operators on the same shapes.

A meta kernel does nothing but work out a shape. Where operator, argument shapes and settings are
the same as before, so is the result's shape, and an empty meta tensor of that shape serves.
"""

from typing import Any

import torch

from resnet_inspect.tracing.operators import Function

Tensor = torch.Tensor
Key = tuple[Any, ...]
_Shape = tuple[torch.Size, torch.dtype]


class _Unhashable(Exception):  # noqa: N818 - never leaves this file
    """An argument that cannot be part of a key."""


class Memo:
    """Results of pure operators by call."""

    def __init__(self) -> None:
        self._known: dict[Key, _Shape | tuple[_Shape, ...]] = {}

    def __contains__(self, key: Key) -> bool:
        """Tell whether this call was seen before."""
        return key in self._known

    def key(self, func: Function, args: list[Any], kwargs: dict[str, Any]) -> Key | None:
        """Return what identifies the call, or None for one that has to be run."""
        try:
            parts: list[Any] = [func]
            parts += [_part(value) for value in args]
            if kwargs:
                parts += [(name, _part(value)) for name, value in kwargs.items()]
        except _Unhashable:
            return None
        return tuple(parts)

    def recall(self, key: Key) -> Any:  # noqa: ANN401 - a tensor or a tuple of tensors
        """Return empty tensors of the shapes that this call returned before, or None."""
        known = self._known.get(key)
        if known is None:
            return None
        if isinstance(known[0], torch.Size):
            return torch.empty(known[0], dtype=known[1], device="meta")
        return tuple(torch.empty(size, dtype=dtype, device="meta") for size, dtype in known)

    def remember(self, key: Key, result: Any) -> None:  # noqa: ANN401 - see above
        """Note what a call returned, if it can be made again from shapes alone."""
        if isinstance(result, Tensor):
            if _is_plain(result):
                self._known[key] = (result.shape, result.dtype)
        elif isinstance(result, tuple | list) and result and all(map(_is_plain, result)):
            self._known[key] = tuple((tensor.shape, tensor.dtype) for tensor in result)


def _is_plain(value: object) -> bool:
    return isinstance(value, Tensor) and value.device.type == "meta" and value.is_contiguous()


def _part(value: Any) -> Any:  # noqa: ANN401 - any argument
    if isinstance(value, Tensor):
        if not value.is_contiguous() or value.device.type != "meta":
            raise _Unhashable
        return (value.shape, value.dtype)
    if isinstance(value, list | tuple):
        return (type(value), *map(_part, value))
    try:
        hash(value)
    except TypeError:
        raise _Unhashable from None
    return (type(value), value)
