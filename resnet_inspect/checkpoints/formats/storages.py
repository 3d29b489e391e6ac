"""Whether the numbers that tensors look at are all in the file."""

from collections.abc import Iterator, Mapping
from typing import Any

from resnet_inspect.checkpoints.pickles.record import Record
from resnet_inspect.checkpoints.tensor import Storage, StoredTensor
from resnet_inspect.errors import CheckpointError
from resnet_inspect.graph.tensor import TensorSpec

MOST_VALUES = 2_000_000


def check_storages(contents: Any, sizes: Mapping[str, int], path: str) -> None:  # noqa: ANN401 - what a pickle holds
    """Check each tensor's storage against the bytes that the file has for it.

    Raises:
        CheckpointError: One is not there, or is shorter than its tensors.
    """
    for storage in storages_of(contents):
        needed, found = storage_bytes(storage), sizes.get(storage.key)
        if found is None:
            raise CheckpointError(f"`{path}` is damaged: it has no storage `{storage.key[:80]}`")
        if found < needed:
            raise CheckpointError(
                f"`{path}` is damaged: storage `{storage.key[:80]}` has {found:,} bytes, "
                f"its tensors {needed:,}"
            )


def storage_bytes(storage: Storage) -> int:
    """Return the bytes that a storage says it has."""
    return TensorSpec((storage.numel,), storage.dtype or "uint8").bytes


def storages_of(contents: Any) -> Iterator[Storage]:  # noqa: ANN401 - see above
    """Yield each storage once that a tensor anywhere in the contents looks at."""
    seen: set[str] = set()
    for value in values_of(contents):
        if isinstance(value, StoredTensor) and value.storage.key not in seen:
            seen.add(value.storage.key)
            yield value.storage


def values_of(contents: Any) -> Iterator[Any]:  # noqa: ANN401 - see above
    """Yield all values, however deep and however often they are shared, each once."""
    seen: set[int] = set()
    todo = [contents]
    while todo and len(seen) < MOST_VALUES:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, list | tuple):
            todo.extend(value)
        elif isinstance(value, Record):
            todo.extend((value.arguments, value.state, value.entries))
