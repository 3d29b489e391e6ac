"""The numbers that the user's code made of shapes, at other sizes."""

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from resnet_inspect.analysis.sizes.extents.extent import Extent, Size, exact_quotient, floor_of
from resnet_inspect.analysis.sizes.shapes.call import NoFormulaError
from resnet_inspect.graph import Number

Value = Size | Fraction


def number_at(number: Number, operands: list[Value]) -> Value:
    """Return a number, given what it was worked out from.

    Raises:
        NoFormulaError: It is no polynomial or floor of the input's size: a square root, say.
    """
    if number.operator == "literal":
        return _exact(number.value)
    if not any(isinstance(operand, Extent) for operand in operands):
        return _plain(number, operands)
    formula = _FORMULAS.get(number.operator)
    if formula is None:
        raise NoFormulaError
    return formula(*operands)


def _exact(value: float) -> Value:
    if isinstance(value, int):
        return value
    if not math.isfinite(value):
        raise NoFormulaError
    return Fraction(value)


def _plain(number: Number, operands: list[Value]) -> Value:
    """Compute with numbers that no longer depend on the input."""
    function = _PLAIN.get(number.operator)
    if function is None:
        raise NoFormulaError
    try:
        return _exact(function(*map(_narrow, operands)))
    except (ArithmeticError, TypeError, ValueError):
        raise NoFormulaError from None


def _small_power(base: float, exponent: float) -> float:
    if abs(exponent) > LARGEST_EXPONENT:
        raise NoFormulaError
    result: float = base**exponent
    return result


LARGEST_EXPONENT = 64

_PLAIN: Mapping[str, Callable[..., float]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
    "floordiv": operator.floordiv, "mod": operator.mod, "pow": _small_power, "neg": operator.neg,
    "abs": abs, "pos": operator.pos, "round": round, "floor": math.floor, "ceil": math.ceil,
    "trunc": math.trunc, "bool": bool, "eq": operator.eq, "ne": operator.ne, "lt": operator.lt,
    "le": operator.le, "gt": operator.gt, "ge": operator.ge,
}  # fmt: skip


def _narrow(operand: Value) -> float:
    return operand if isinstance(operand, int) else float(operand)  # type: ignore[arg-type]


def _floor_quotient(dividend: Value, divisor: Value) -> Value:
    if isinstance(divisor, int) and divisor > 0:
        return floor_of(dividend, divisor)
    if isinstance(divisor, int) and divisor < 0:
        return floor_of(dividend * -1, -divisor)
    return _quotient(dividend, divisor)


def _quotient(dividend: Value, divisor: Value) -> Value:
    if isinstance(divisor, int | Fraction) and divisor:
        return dividend * (Fraction(1) / Fraction(divisor))
    if not isinstance(dividend, Fraction) and not isinstance(divisor, Fraction):
        exact = exact_quotient(dividend, divisor)
        if exact is not None:
            return exact
    raise NoFormulaError


def _rest(dividend: Value, divisor: Value) -> Value:
    return dividend - _floor_quotient(dividend, divisor) * divisor


def _power(base: Value, exponent: Value) -> Value:
    if not isinstance(exponent, int) or not 0 <= exponent <= 4:  # noqa: PLR2004 - a volume, and one more
        raise NoFormulaError
    result: Value = 1
    for _ in range(exponent):
        result = result * base
    return result


_FORMULAS: Mapping[str, Callable[..., Value]] = {
    "add": lambda one, other: one + other,
    "sub": lambda one, other: one - other,
    "mul": lambda one, other: one * other,
    "neg": lambda one: one * -1,
    "floordiv": _floor_quotient,
    "truediv": _quotient,
    "mod": _rest,
    "pow": _power,
    "floor": floor_of,
    "ceil": lambda one: floor_of(one * -1) * -1,
    "trunc": floor_of,
    "round": lambda one: floor_of(one + Fraction(1, 2)),
    "pos": lambda one: one,
}
