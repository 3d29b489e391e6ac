"""Ints and floats that know which sizes they were worked out from.

``x.shape[2] // 2`` has to remain an int for the user's code, and has to tell later, as an argument
of an operator, that it was half a height. Arithmetic passes this on; a comparison, ``int()`` or
``float()`` gives a plain value, and the ledger notes that the code depends on it.
"""

import math
import operator
from collections.abc import Callable
from typing import Any, Self

from resnet_inspect.graph import NumberId
from resnet_inspect.tracing.tracking.ledger import Ledger

_PLAIN = (int, float)


class FollowedInt(int):
    """A whole number worked out from sizes."""

    number: NumberId
    ledger: Ledger

    def __new__(cls, value: int, number: NumberId, ledger: Ledger) -> Self:
        """Return the int ``value`` that is ``number`` in the ledger."""
        new = super().__new__(cls, value)
        new.number, new.ledger = number, ledger
        return new

    __hash__ = int.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles are plain."""
        return int, (plain(self),)


class FollowedFloat(float):
    """A fraction worked out from sizes."""

    number: NumberId
    ledger: Ledger

    def __new__(cls, value: float, number: NumberId, ledger: Ledger) -> Self:
        """Return the float ``value`` that is ``number`` in the ledger."""
        new = super().__new__(cls, value)
        new.number, new.ledger = number, ledger
        return new

    __hash__ = float.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles are plain."""
        return float, (plain(self),)


def plain(value: Any) -> Any:  # noqa: ANN401 - any argument
    """Return a followed number's value, whatever nesting it is in; other things as they are."""
    of_type = type(value)
    if of_type is FollowedInt:
        return int.__int__(value)
    if of_type is FollowedFloat:
        return float.__float__(value)
    if of_type is slice:
        return slice(plain(value.start), plain(value.stop), plain(value.step))
    if of_type is dict:
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list) and any(plain(item) is not item for item in value):
        items = map(plain, value)
        return of_type(items) if not hasattr(value, "_fields") else of_type(*items)
    return value


def _followed(name: str, result: Any, ledger: Ledger, operands: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a number
    if type(result) not in _PLAIN:
        return result
    number = ledger.result(name, result, operands)
    of_type = FollowedInt if type(result) is int else FollowedFloat
    return of_type(result, number, ledger)


def _binary(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return ``__name__`` and ``__rname__``."""
    compute = getattr(operator, name)

    def forward(self: Any, other: Any) -> Any:  # noqa: ANN401 - numbers
        if not isinstance(other, int | float):
            return NotImplemented
        return _followed(name, compute(plain(self), plain(other)), self.ledger, (self, other))

    def reflected(self: Any, other: Any) -> Any:  # noqa: ANN401 - see above
        if not isinstance(other, int | float):
            return NotImplemented
        return _followed(name, compute(plain(other), plain(self)), self.ledger, (other, self))

    return forward, reflected


def _unary(name: str, compute: Callable[..., Any]) -> Callable[..., Any]:
    def apply(self: Any, *digits: int) -> Any:  # noqa: ANN401 - a number
        result = compute(plain(self), *digits)
        return result if digits else _followed(name, result, self.ledger, (self,))

    return apply


def _comparison(name: str) -> Callable[..., Any]:
    compute = getattr(operator, name)

    def compare(self: Any, other: Any) -> Any:  # noqa: ANN401 - anything
        if not isinstance(other, int | float):
            return NotImplemented
        result = compute(plain(self), plain(other))
        self.ledger.decide(self.ledger.result(name, int(result), (self, other)))
        return result

    return compare


def _escape(convert: Callable[[Any], Any], name: str) -> Callable[..., Any]:
    def escape(self: Any) -> Any:  # noqa: ANN401 - a plain number
        result = convert(plain(self))
        self.ledger.decide(self.ledger.result(name, result, (self,)))
        return result

    return escape


def _divmod(self: Any, other: Any) -> Any:  # noqa: ANN401 - numbers
    return self // other, self % other


def _equip(of_type: Any) -> None:  # noqa: ANN401 - one of the two classes
    for name in ("add", "sub", "mul", "floordiv", "truediv", "mod", "pow"):
        forward, reflected = _binary(name)
        setattr(of_type, f"__{name}__", forward)
        setattr(of_type, f"__r{name}__", reflected)
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        setattr(of_type, f"__{name}__", _comparison(name))
    for name, compute in (("neg", operator.neg), ("abs", abs), ("round", round)):
        setattr(of_type, f"__{name}__", _unary(name, compute))
    for name in ("floor", "ceil", "trunc"):
        setattr(of_type, f"__{name}__", _unary(name, getattr(math, name)))
    of_type.__divmod__ = _divmod
    of_type.__int__ = _escape(int, "trunc")
    of_type.__float__ = _escape(float, "pos")
    of_type.__bool__ = _escape(bool, "bool")


_equip(FollowedInt)
_equip(FollowedFloat)
