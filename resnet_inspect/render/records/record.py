"""What all records have in common: they become plain dictionaries."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any


class Record:
    """A frozen dataclass of plain values; its fields are the columns."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name: numbers, text, lists and dictionaries, as JSON has them."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
