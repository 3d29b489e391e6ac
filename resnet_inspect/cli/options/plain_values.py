"""Words, numbers and choices that options are given, read without pydantic.

typer imports pydantic for each value, which takes as long as all else that a command on a saved
trace does. What is written as one writes it is read here; anything else is typer's to read or
refuse, in its own words.
"""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, get_args, get_origin

STRANGE = "it is not written plainly"

_INTEGER = re.compile("[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def read_plainly(parameters: Iterable[Any]) -> None:
    """Have parameters read what is plain; a typer that has no such door is left alone."""
    for parameter in parameters:
        if getattr(parameter, "_runtime_param", parameter) is None:
            parameter._runtime_param = _Reader(parameter)  # noqa: SLF001 - there is no public door


class _Reader:
    """Stands where typer has the reader of one parameter, which it makes when it is first asked."""

    def __init__(self, parameter: Any) -> None:  # noqa: ANN401 - typer's own
        self._kind = parameter.type_descriptor.annotation
        self._range = parameter.min, parameter.max

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - typer's own
        """Return what the words on the command line mean."""
        try:
            return self._read(value, many=param.multiple or param.nargs == -1)
        except ValueError:
            param._runtime_param = None  # noqa: SLF001 - it makes its own
            return param.get_runtime_param().coerce(value, param=param, ctx=ctx)

    def _read(self, value: Any, *, many: bool) -> Any:  # noqa: ANN401 - any option's value
        if value is None:
            return () if many else None
        if not many:
            return plain(value, self._kind, *self._range)
        if get_origin(self._kind) is not list or not isinstance(value, list | tuple):
            raise ValueError(STRANGE)
        return [plain(one, get_args(self._kind)[0], *self._range) for one in value]


def plain(
    value: Any,  # noqa: ANN401 - what stands on the command line
    kind: Any,  # noqa: ANN401 - an annotation
    least: float | None = None,
    most: float | None = None,
) -> Any:  # noqa: ANN401 - of that kind
    """Return the value of an option.

    Raises:
        ValueError: It is not written plainly, or the kind is none of the usual ones.

    Example:
        >>> plain("224", int, 1), plain("0.5", float), plain("a b", str)
        (224, 0.5, 'a b')
    """
    if not isinstance(kind, type):
        raise ValueError(STRANGE)  # noqa: TRY004 - typer reads it
    if type(value) is kind and kind in {str, bool}:
        return value
    read: Any = value if type(value) is kind else _reader(kind)(value)
    if (least is not None and read < least) or (most is not None and read > most):
        raise ValueError(STRANGE)
    return read


def _reader(kind: type) -> Callable[[Any], Any]:
    """Return what reads a value of this kind."""
    if issubclass(kind, Enum):
        return kind
    return {int: _integer, float: _number}.get(kind, _strange)


def _integer(value: Any) -> int:  # noqa: ANN401 - what stands on the command line
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise ValueError(STRANGE)
    return int(value)


def _number(value: Any) -> float:  # noqa: ANN401 - what stands on the command line
    if type(value) is int:  # as a default is
        return float(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError(STRANGE)
    return float(value)


def _strange(_value: Any) -> Any:  # noqa: ANN401 - see above
    raise ValueError(STRANGE)
