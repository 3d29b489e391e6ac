"""What a pickle's objects become: plain data that does nothing."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from resnet_inspect.checkpoints.tensor import StoredTensor


class Record:
    """An object of a class that is not imported: what it was made from, and its state."""

    origin: ClassVar[str] = ""
    """Module and name of the class or function that the pickle asked for."""

    arguments: tuple[Any, ...]
    state: Any
    entries: dict[Any, Any]

    def __new__(cls, *arguments: Any, **_named: Any) -> Self:  # noqa: ANN401 - whatever a pickle holds
        """Keep the arguments, and call nothing."""
        record = object.__new__(cls)
        record.arguments, record.state, record.entries = arguments, None, {}
        return record

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - see above
        """Do nothing: all is kept already."""

    def __setstate__(self, state: Any) -> None:  # noqa: ANN401 - see above
        """Keep the state, and set nothing."""
        self.state = state

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401 - see above
        """Keep an entry of a dictionary of another class."""
        self.entries[key] = value

    def append(self, value: Any) -> None:  # noqa: ANN401 - see above
        """Keep an item of a list or set of another class."""
        self.entries[len(self.entries)] = value

    add = append

    def extend(self, values: Iterable[Any]) -> None:
        """Keep items of a list of another class."""
        for value in values:
            self.append(value)


class Entries(dict[Any, Any]):
    """A dictionary of any class; attributes such as ``_metadata`` are kept beside the entries."""

    def __init__(self, pairs: Iterable[Any] = ()) -> None:
        super().__init__()
        for key, value in pairs if isinstance(pairs, list | tuple) else ():
            self[plain_key(key)] = value

    def __setstate__(self, state: Any) -> None:  # noqa: ANN401 - whatever a pickle holds
        """Leave attributes out: a state dict's is torch's own count of versions."""


def plain_key(key: Any) -> Any:  # noqa: ANN401 - see above
    """Return a dictionary's key if it is a plain value.

    The hash of a deeply nested tuple would overflow the interpreter's stack.

    Raises:
        ValueError: It is not.
    """
    if key is None or isinstance(key, str | int | float | bytes | Record | StoredTensor):
        return key
    if isinstance(key, tuple) and all(isinstance(part, str | int) for part in key):
        return key
    raise ValueError(f"a dictionary's key is a {type(key).__name__}")
