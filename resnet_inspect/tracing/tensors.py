"""Which node made a tensor: tensors by identity, followed through in-place writes and views."""

import weakref
from collections.abc import Callable, Mapping
from typing import Any

import torch

from resnet_inspect.graph import Ref, TensorSpec

Tensor = torch.Tensor

_DTYPE_NAMES: dict[torch.dtype, str] = {}


def spec_of(tensor: Tensor) -> TensorSpec:
    """Return a tensor's shape and dtype."""
    dtype = tensor.dtype
    name = _DTYPE_NAMES.get(dtype)
    if name is None:
        name = _DTYPE_NAMES[dtype] = str(dtype).removeprefix("torch.")
    return TensorSpec(tuple(tensor.shape), name)


def tensors_in(*values: Any) -> list[Tensor]:  # noqa: ANN401 - any arguments or result
    """Return the tensors in nested lists, tuples, dicts and objects with tensors as fields."""
    found: list[Tensor] = []
    for value in values:
        _collect(value, found)
    return found


def _collect(value: Any, found: list[Tensor]) -> None:  # noqa: ANN401 - any argument or result
    of_type = type(value)
    if isinstance(value, Tensor):
        found.append(value)
    elif of_type in _SCALARS:
        return
    elif isinstance(value, list | tuple | set):
        for item in value:
            _collect(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _collect(item, found)
    elif hasattr(of_type, "__dataclass_fields__"):
        for name in of_type.__dataclass_fields__:
            _collect(getattr(value, name, None), found)


_SCALARS = frozenset({int, float, bool, str, type(None), torch.dtype, torch.device, slice})


class TensorRefs:
    """The Ref of every live tensor that an operator made.

    A tensor's id is its own only while it lives, so each entry holds a weak reference to prove it.
    An in-place write gives the tensor a new Ref, and ``replace`` leads readers of what it is a
    view of to the new values too.
    """

    def __init__(self) -> None:
        self._by_id: dict[int, tuple[Callable[[], Tensor | None], Ref]] = {}
        self._replaced: dict[Ref, Ref] = {}

    def set(self, tensor: Tensor, ref: Ref) -> None:
        """Note that ``tensor`` now holds the values of ``ref``."""
        self._by_id[id(tensor)] = (weakref.ref(tensor), ref)

    def get(self, tensor: Tensor) -> Ref | None:
        """Return the Ref whose values ``tensor`` holds, or None where no operator made it."""
        entry = self._by_id.get(id(tensor))
        if entry is None or entry[0]() is not tensor:
            return self._same_storage(tensor)
        return self.current(entry[1])

    def current(self, ref: Ref) -> Ref:
        """Follow in-place writes from a Ref to the one that holds its values now."""
        while ref in self._replaced:
            ref = self._replaced[ref]
        return ref

    def replace(self, old: Ref, new: Ref) -> None:
        """Note that the memory of ``old`` was overwritten, and holds ``new`` from now on."""
        if old != new:
            self._replaced[old] = new

    def _same_storage(self, tensor: Tensor) -> Ref | None:
        """Look for a live tensor on the same memory: autograd wraps some results in new objects."""
        try:
            storage = tensor.untyped_storage()._cdata  # noqa: SLF001 - identity on meta, too
        except (RuntimeError, NotImplementedError):
            return None
        for live, ref in reversed(self._by_id.values()):
            other = live()
            if other is not None and other.untyped_storage()._cdata == storage:  # noqa: SLF001 - see above
                self.set(tensor, ref)
                return self.current(ref)
        return None
