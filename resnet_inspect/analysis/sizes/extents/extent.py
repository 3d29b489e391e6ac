"""Whole numbers that depend on the input's size, in a normal form.

An extent is a polynomial over the input's sizes and over floors of other extents. Floors of floors
become one: ``⌊(⌊(H + 1)/2⌋ + 1)/2⌋`` is ``⌊(H + 3)/4⌋``, so that two ways through a network that
give the same sizes give equal extents.

References:
    Graham, Knuth and Patashnik 1994, Concrete Mathematics, equation 3.11 (nested floors).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

Coefficient = int | Fraction


@dataclass(frozen=True, slots=True)
class Symbol:
    """One size of the input, at least 1."""

    name: str

    @property
    def key(self) -> str:
        """What identifies it among atoms."""
        return self.name

    def at(self, sizes: Mapping[str, int]) -> int:
        """Return its value."""
        return sizes[self.name]


@dataclass(frozen=True, slots=True)
class Floor:
    """``⌊numerator / divisor⌋``, where nothing more can be taken out."""

    numerator: "Extent"
    divisor: int

    @property
    def key(self) -> str:
        """What identifies it among atoms."""
        return f"⌊({self.numerator.key})/{self.divisor}⌋"

    def at(self, sizes: Mapping[str, int]) -> int:
        """Return its value."""
        return self.numerator.at(sizes) // self.divisor


Atom = Symbol | Floor
Monomial = tuple[Atom, ...]
Terms = dict[Monomial, Coefficient]


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """A polynomial that is not constant; made by :func:`symbol` and arithmetic."""

    terms: tuple[tuple[Monomial, Coefficient], ...]
    """Products of atoms with their coefficients, the highest degree first."""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Write down what identifies the extent."""
        parts = (f"{factor}*{'*'.join(a.key for a in atoms)}" for atoms, factor in self.terms)
        object.__setattr__(self, "key", "+".join(parts))

    def __eq__(self, other: object) -> bool:
        """Tell whether both have the same normal form."""
        return isinstance(other, Extent) and self.key == other.key

    def __hash__(self) -> int:
        """Hash the normal form."""
        return hash(self.key)

    def __add__(self, other: "Size | Fraction") -> "Size":
        """Add term by term."""
        return _combined(self, other, 1)

    __radd__ = __add__

    def __neg__(self) -> "Size":
        """Negate each coefficient."""
        return self * -1

    def __sub__(self, other: "Size | Fraction") -> "Size":
        """Subtract term by term."""
        return _combined(self, other, -1)

    def __rsub__(self, other: "Size | Fraction") -> "Size":
        """Subtract from a number."""
        return _combined(self * -1, other, 1)

    def __mul__(self, other: "Size | Fraction") -> "Size":
        """Multiply each term by each."""
        result: Terms = {}
        for atoms, factor in self.terms:
            for others, times in _terms(other).items():
                product = tuple(sorted(atoms + others, key=lambda atom: atom.key))
                result[product] = result.get(product, 0) + factor * times
        return _extent(result)

    __rmul__ = __mul__

    def __floordiv__(self, divisor: int) -> "Size":
        """Divide by a positive number, rounded down."""
        return floor_of(self, divisor)

    def __mod__(self, divisor: int) -> "Size":
        """Return the rest of the division by a positive number."""
        return self - floor_of(self, divisor) * divisor

    @property
    def symbols(self) -> frozenset[str]:
        """The names of the sizes that it depends on."""
        return _symbols(self)

    @property
    def constant(self) -> int:
        """The term that does not depend on the input, rounded down."""
        return int(dict(self.terms).get((), 0) // 1)

    def at(self, sizes: Mapping[str, int]) -> int:
        """Return its value for an input of these sizes.

        Example:
            >>> ((symbol("H") + 31) // 32).at({"H": 224})
            7
        """
        total: Coefficient = 0
        for atoms, factor in self.terms:
            term = factor
            for atom in atoms:
                term *= atom.at(sizes)
            total += term
        return total if isinstance(total, int) else int(total // 1)


Size = int | Extent
"""A number, or an extent where it depends on the input."""


def symbol(name: str) -> Extent:
    """Return the size of the input that is called ``name``."""
    return Extent((((Symbol(name),), 1),))


def value(size: Size, sizes: Mapping[str, int]) -> int:
    """Return the value of a number or an extent."""
    return size.at(sizes) if isinstance(size, Extent) else size


def symbols_of(size: Size) -> frozenset[str]:
    """Return the names of the input's sizes that a number depends on."""
    return size.symbols if isinstance(size, Extent) else frozenset()


def product(sizes: Iterable[Size]) -> Size:
    """Return the product."""
    result: Size = 1
    for size in sizes:
        result = result * size
    return result


def floor_of(size: Size | Fraction, divisor: int = 1) -> Size:
    """Return ``⌊size / divisor⌋`` in normal form; the divisor is positive.

    Example:
        >>> h = symbol("H")
        >>> floor_of(floor_of(h + 1, 2) + 1, 2) == floor_of(h + 3, 4)
        True
    """
    if not isinstance(size, Extent):
        return int(size // divisor)
    return _floor(size, divisor)


@lru_cache(maxsize=20_000)
def _floor(extent: Extent, divisor: int) -> Size:
    common = lcm(*(Fraction(factor).denominator for _, factor in extent.terms))
    if common > 1:
        return floor_of(extent * common, divisor * common)
    if extent.terms[0][1] < 0:
        return floor_of(extent * -1 + (divisor - 1), divisor) * -1
    whole: Terms = {}
    rest: Terms = {}
    for atoms, factor in extent.terms:
        whole[atoms], rest[atoms] = divmod(int(factor), divisor)
    return _extent(whole) + _floor_of_rest(_extent(rest), divisor)


def _floor_of_rest(rest: Size, divisor: int) -> Size:
    """Return the floor where each coefficient is less than the divisor."""
    if not isinstance(rest, Extent):
        return 0
    variable = [int(factor) for atoms, factor in rest.terms if atoms]
    common = gcd(divisor, *variable)
    if common > 1:
        parts: Terms = {atoms: int(factor) // common for atoms, factor in rest.terms}
        return floor_of(_extent(parts), divisor // common)
    match rest.terms:
        case [((Floor() as inner,), 1), *constant]:
            if not any(atoms for atoms, _ in constant):
                shift = sum(int(factor) for _, factor in constant)
                return floor_of(inner.numerator + shift * inner.divisor, inner.divisor * divisor)
    return _extent({(Floor(rest, divisor),): 1})


def exact_quotient(dividend: Size, divisor: Size) -> Size | None:
    """Return the quotient of two polynomials, None where they do not divide.

    Example:
        >>> h, w = symbol("H"), symbol("W")
        >>> exact_quotient(h * w * 6, h * 2) == w * 3
        True
    """
    if dividend == divisor:
        return 1
    lead, *_ = _terms(divisor).items()
    quotient: Size = 0
    rest = dividend
    for _ in range(len(_terms(dividend)) + 1):
        if rest == 0:
            return quotient
        term = _term_quotient(next(iter(_terms(rest).items())), lead)
        if term is None:
            return None
        quotient = quotient + term
        rest = rest - term * divisor
    return None


def _term_quotient(
    term: tuple[Monomial, Coefficient], by: tuple[Monomial, Coefficient]
) -> Size | None:
    atoms = list(term[0])
    for atom in by[0]:
        if atom not in atoms:
            return None
        atoms.remove(atom)
    factor = Fraction(term[1]) / Fraction(by[1])
    return _extent({tuple(atoms): int(factor)}) if factor.denominator == 1 else None


def lower_bound(size: Size) -> int | None:
    """Return a number that an extent is never below, None where none is plain to see."""
    total = 0
    for atoms, factor in _terms(size).items():
        bound: int | None = 1
        for atom in atoms:
            low = 1 if isinstance(atom, Symbol) else _floor_bound(atom)
            bound = None if bound is None or low is None or low < 0 else bound * low
        if atoms and (bound is None or factor < 0):
            return None
        total += int(factor // 1) * (bound or 0)
    return total


def _floor_bound(atom: Floor) -> int | None:
    low = lower_bound(atom.numerator)
    return None if low is None else low // atom.divisor


def _symbols(extent: Extent) -> frozenset[str]:
    found: set[str] = set()
    for atoms, _ in extent.terms:
        for atom in atoms:
            found |= {atom.name} if isinstance(atom, Symbol) else _symbols(atom.numerator)
    return frozenset(found)


def _terms(size: Size | Fraction) -> Terms:
    return dict(size.terms) if isinstance(size, Extent) else {(): size}


def _combined(one: Size | Fraction, other: Size | Fraction, sign: int) -> Size:
    result = _terms(one)
    for atoms, factor in _terms(other).items():
        result[atoms] = result.get(atoms, 0) + sign * factor
    return _extent(result)


def _extent(terms: Terms) -> Size:
    """Return an int where no term depends on the input."""
    left = {atoms: _reduced(factor) for atoms, factor in terms.items() if factor}
    if not left:
        return 0
    if left.keys() == {()} and isinstance(left[()], int):
        return int(left[()])
    order = sorted(left.items(), key=lambda term: (-len(term[0]), [a.key for a in term[0]]))
    return Extent(tuple(order))


def _reduced(factor: Coefficient) -> Coefficient:
    return int(factor) if factor == int(factor) else factor
