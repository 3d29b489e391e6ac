"""How cost grows with the input: as a formula, and at the traced size."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from resnet_inspect import units
from resnet_inspect.analysis.facts import Facts, Polynomial, fitted
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.model import Fact

Quantity = Callable[[Facts], int]


def macs(facts: Facts) -> int:
    """Return multiply-accumulates for the traced batch."""
    return facts.costs.total_macs


def activation_bytes(facts: Facts) -> int:
    """Return the bytes of all tensors made."""
    return facts.memory.activations


def growth(report: Inspection) -> Iterator[Fact]:
    """Yield a line each for MACs and activations."""
    if not report.sizes.axes:
        return
    yield Fact(label="MACs", text=_said(report, macs, units.scaled))
    yield Fact(label="activations", text=_said(report, activation_bytes, units.binary_size))


def _said(report: Inspection, quantity: Quantity, write: Callable[[int], str]) -> str:
    sizes = report.sizes
    traced = units.dimensions(tuple(axis.traced for axis in sizes.axes))
    text = f"{write(quantity(report.facts))} at {traced}"
    polynomial = formula(report, quantity)
    if polynomial is None:
        return text
    names = [axis.name for axis in sizes.axes]
    where = f" where {sizes.step} divides {' and '.join(names)}" if sizes.step > 1 else ""
    return f"{text}; {_polynomial(polynomial, names, write)}{where}"


def formula(report: Inspection, quantity: Quantity) -> Polynomial | None:
    """Return a cost as a polynomial of the sizes, None where it is none or cannot be told."""
    sizes, names = report.sizes, [axis.name for axis in report.sizes.axes]

    def cost(at: Sequence[int]) -> int:
        facts = report.facts.at(**dict(zip(names, at, strict=True)))
        if facts is None:
            raise ArithmeticError
        return quantity(facts)

    try:
        return fitted(cost, len(names), sizes.step)
    except ArithmeticError:
        return None


def _polynomial(polynomial: Polynomial, names: list[str], write: Callable[[int], str]) -> str:
    text = ""
    ordered = sorted(polynomial.items(), key=lambda term: [-sum(term[0]), *(-p for p in term[0])])
    for powers, factor in ordered:
        sign = "-" if factor < 0 else "+"
        term = _term(abs(factor), powers, names, write)
        text += f" {sign} {term}" if text else f"{'-' if factor < 0 else ''}{term}"
    return text


def _term(
    factor: Fraction, powers: Sequence[int], names: list[str], write: Callable[[int], str]
) -> str:
    atoms = [
        name if power == 1 else f"{name}²"
        for name, power in zip(names, powers, strict=True)
        if power
    ]
    return " × ".join([write(round(factor)) if factor >= 1 else f"{float(factor):.2g}", *atoms])
