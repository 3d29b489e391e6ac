"""Extents as text: ``⌈H/32⌉``, ``2⌊W/4⌋ + 1``."""

from fractions import Fraction

from resnet_inspect.analysis.sizes.extents.extent import (
    Atom,
    Coefficient,
    Extent,
    Monomial,
    Size,
    Symbol,
)


def wording(size: Size) -> str:
    """Write a number or an extent.

    Example:
        >>> from resnet_inspect.analysis.sizes.extents.extent import symbol
        >>> h = symbol("H")
        >>> wording((h + 31) // 32), wording(h // 4 * 2 + 1), wording(7)
        ('⌈H/32⌉', '2⌊H/4⌋ + 1', '7')
        >>> wording((h - 7) // 2 + 1), wording(h * -1 + 3)
        ('⌈H/2⌉ - 3', '-H + 3')
    """
    if not isinstance(size, Extent):
        return str(size)
    text = ""
    for atoms, factor in size.terms:
        sign = "-" if factor < 0 else "+"
        term = _term(atoms, -factor if factor < 0 else factor)
        text += f" {sign} {term}" if text else f"{'-' if factor < 0 else ''}{term}"
    return text


def _term(atoms: Monomial, factor: Coefficient) -> str:
    names = "·".join(map(_atom, atoms))
    if factor == 1 and names:
        return names
    return f"{factor}{names}" if isinstance(factor, int) or not names else f"({factor})·{names}"


def _atom(atom: Atom) -> str:
    if isinstance(atom, Symbol):
        return atom.name
    up = atom.numerator.constant == atom.divisor - 1 and _whole(atom.numerator)
    inner = atom.numerator - atom.numerator.constant if up else atom.numerator
    text = wording(inner)
    text = f"({text})" if " " in text else text
    return f"⌈{text}/{atom.divisor}⌉" if up else f"⌊{text}/{atom.divisor}⌋"


def _whole(extent: Extent) -> bool:
    return not any(isinstance(factor, Fraction) for _, factor in extent.terms)


def with_sizes(shape: tuple[Size, ...]) -> str:
    """Write a shape: ``2048 × ⌈H/32⌉ × ⌈W/32⌉``."""
    return " × ".join(_bracketed(size) for size in shape) or "scalar"


def _bracketed(size: Size) -> str:
    alone = not isinstance(size, Extent) or len(size.terms) == 1
    return wording(size) if alone else f"({wording(size)})"
