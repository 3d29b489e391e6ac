"""Which node made a tensor: tensors by identity, followed through in-place writes and views."""

import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from resnet_inspect.graph import Ref, TensorSpec
from resnet_inspect.tracing.tracking.region import Region, region_of

Tensor = torch.Tensor

LARGEST = 20_000
"""Specs kept at the most."""

_SPECS: dict[tuple[torch.Size, torch.dtype], TensorSpec] = {}
"""Shapes repeat from block to block: equal ones share an object."""


def spec_of(tensor: Tensor) -> TensorSpec:
    """Return a tensor's shape and dtype."""
    key = (tensor.shape, tensor.dtype)
    spec = _SPECS.get(key)
    if spec is None:
        if len(_SPECS) > LARGEST:
            _SPECS.clear()
        name = str(tensor.dtype).removeprefix("torch.")
        spec = _SPECS[key] = TensorSpec(tuple(tensor.shape), name)
    return spec


def meta_like(tensor: Tensor, *, requires_grad: bool = False) -> Tensor:
    """Return a tensor of the same layout without memory (``empty_like`` would load a compiler)."""
    return torch.empty_strided(
        tuple(tensor.shape), tensor.stride(), dtype=tensor.dtype, device="meta",
        requires_grad=requires_grad,
    )  # fmt: skip


def tensors_in(*values: Any) -> list[Tensor]:  # noqa: ANN401 - any arguments or result
    """Return the tensors in nested lists, tuples, dicts and objects with tensors as fields."""
    found: list[Tensor] = []
    for value in values:
        _collect(value, found)
    return found


def _collect(value: Any, found: list[Tensor]) -> None:  # noqa: ANN401 - any argument or result
    of_type = type(value)
    if of_type in _SCALARS:
        return
    if isinstance(value, Tensor):
        found.append(value)
    elif isinstance(value, _SERIES):
        for item in value:
            if type(item) is not int:  # mostly sizes: this runs for each argument of each operator
                _collect(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _collect(item, found)
    elif hasattr(of_type, "__dataclass_fields__"):
        for name in of_type.__dataclass_fields__:
            _collect(getattr(value, name, None), found)


_SCALARS = frozenset({int, float, bool, str, type(None), torch.dtype, torch.device, slice})
_SERIES = (list, tuple, set)


@dataclass(frozen=True, slots=True)
class Write:
    """An in-place write to memory that several tensors share."""

    number: int
    region: Region
    ref: Ref


Watched = weakref.KeyedRef[Ref, Tensor]
"""A weak reference that knows which Ref its tensor held."""


@dataclass(slots=True)
class Known:
    """What is known of a live tensor."""

    tensor: Watched
    """A weak reference: a tensor's id is its own only while it lives."""
    ref: Ref
    writes: int
    """How many writes to shared memory there had been when it was noted."""


class TensorRefs:
    """The Ref of every live tensor that an operator made.

    An in-place write gives its tensor a new Ref. Writes to memory that other tensors share are
    kept, so that each of these learns of them when it is next read.

    Args:
        clock: Returns how many nodes there are: the time at which a tensor dies.
    """

    def __init__(self, clock: Callable[[], int] = lambda: 0) -> None:
        self._clock = clock
        self._ends: dict[Ref, int] = {}
        self._by_id: dict[int, Known] = {}
        self._shared: dict[int, object] = {}
        """Storages with several tensors; they are kept, so that their addresses stay theirs."""
        self._writes: dict[int, list[Write]] = {}
        self._write_count = 0

    def set(self, tensor: Tensor, ref: Ref) -> None:
        """Note that ``tensor`` now holds the values of ``ref``."""
        self._by_id[id(tensor)] = Known(Watched(tensor, self._died, ref), ref, self._write_count)

    def _died(self, tensor: Watched) -> None:
        self._ends[tensor.key] = self._clock()

    def ends(self) -> dict[Ref, int]:
        """Return for each Ref how many nodes there were when the last tensor that held it died.

        A Ref whose tensor was overwritten has none.
        """
        now = self._clock()
        living = {known.ref: now for known in self._by_id.values() if known.tensor() is not None}
        return self._ends | living

    def get(self, tensor: Tensor) -> Ref | None:
        """Return the Ref that was last set for ``tensor``, or None where no operator made it."""
        known = self._by_id.get(id(tensor))
        if known is None or known.tensor() is not tensor:
            return self._same_storage(tensor)
        return known.ref

    def share(self, tensor: Tensor) -> None:
        """Note that other tensors may lie in this one's memory."""
        storage = tensor.untyped_storage()
        self._shared[storage._cdata] = storage  # noqa: SLF001 - identity on meta, too

    def write(self, tensor: Tensor, ref: Ref) -> None:
        """Note that an in-place operator gave ``tensor`` the values of ``ref``."""
        if self._shared and (storage := _storage(tensor)) in self._shared:
            self._write_count += 1
            write = Write(self._write_count, region_of(tensor), ref)
            self._writes.setdefault(storage, []).append(write)
        self.set(tensor, ref)

    def missed_writes(self, tensor: Tensor) -> list[Write]:
        """Return the writes through other tensors that changed ``tensor`` since it was noted."""
        known = self._by_id.get(id(tensor))
        if known is None or known.writes == self._write_count:
            return []
        writes = self._writes.get(_storage(tensor) or 0, ())
        known.writes, before = self._write_count, known.writes
        region = region_of(tensor) if writes else None
        return [
            write
            for write in writes
            if write.number > before and region is not None and write.region.overlaps(region)
        ]

    def _same_storage(self, tensor: Tensor) -> Ref | None:
        """Look for a live tensor on the same memory: autograd wraps some results in new objects."""
        storage = _storage(tensor)
        if storage is None:
            return None
        for known in reversed(self._by_id.values()):
            other = known.tensor()
            if other is not None and _storage(other) == storage:
                self.set(tensor, known.ref)
                return known.ref
        return None


def share_memory(one: Tensor, two: Tensor) -> bool:
    """Tell whether two tensors lie in the same storage."""
    return (storage := _storage(one)) is not None and storage == _storage(two)


def _storage(tensor: Tensor) -> int | None:
    """Return what identifies a tensor's memory, None for a tensor without one."""
    try:
        return int(tensor.untyped_storage()._cdata)  # noqa: SLF001 - identity on meta, too
    except (RuntimeError, NotImplementedError):
        return None
