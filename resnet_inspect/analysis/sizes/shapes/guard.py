"""Conditions that sizes have to meet for a trace to hold at them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from resnet_inspect.analysis.sizes.extents.extent import (
    Extent,
    Floor,
    Size,
    lower_bound,
    symbols_of,
    value,
)
from resnet_inspect.graph import NodeId


class Relation(StrEnum):
    """What has to be true of a quantity."""

    ZERO = "zero"
    NOT_ZERO = "not zero"
    NOT_NEGATIVE = "not negative"
    MULTIPLE = "multiple"


class Otherwise(StrEnum):
    """What happens where a guard does not hold."""

    FAILS = "fails"
    """The operator raises."""
    OTHER = "other"
    """The network goes another way, or an operator does another thing: sizes of 1 are broadcast."""
    BATCH = "batch"
    """Samples are mixed or torn apart: as many rows come out as were not put in."""
    UNKNOWN = "unknown"
    """The user's code decided by the size; only another trace can tell."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the input's sizes."""

    node: NodeId
    """The operator that asks for it; for the user's decisions the first one behind."""
    quantity: Size
    relation: Relation
    otherwise: Otherwise
    reason: str
    """What is wrong where it does not hold, in words."""
    modulus: int = 1
    """What the quantity is a multiple of."""
    joined: tuple[Size, ...] = ()
    """Two sizes that are to agree, and where one of them may be 1 instead."""

    def otherwise_at(self, sizes: Mapping[str, int]) -> Otherwise:
        """Return what happens at sizes that do not meet it."""
        if self.joined and all(value(size, sizes) != 1 for size in self.joined):
            return Otherwise.FAILS
        return self.otherwise

    @property
    def symbols(self) -> frozenset[str]:
        """The sizes that it depends on."""
        return symbols_of(self.quantity)

    @property
    def trivial(self) -> bool:
        """Whether it plainly holds at every size."""
        if isinstance(self.quantity, int):
            return self.holds_for(self.quantity)
        low = lower_bound(self.quantity)
        needed = {Relation.NOT_NEGATIVE: 0, Relation.NOT_ZERO: 1}.get(self.relation)
        return low is not None and needed is not None and low >= needed

    def holds(self, sizes: Mapping[str, int]) -> bool:
        """Tell whether an input of these sizes meets it."""
        return self.holds_for(value(self.quantity, sizes))

    def holds_for(self, number: int) -> bool:
        """Tell whether the quantity may have this value."""
        match self.relation:
            case Relation.ZERO:
                return number == 0
            case Relation.NOT_ZERO:
                return number != 0
            case Relation.NOT_NEGATIVE:
                return number >= 0
            case Relation.MULTIPLE:
                return number % self.modulus == 0


def at_least_zero(quantity: Size) -> Size:
    """Return a simpler quantity that is not negative where this one is not.

    ``3⌊(H + 1)/4⌋ - 5 ≥ 0`` says no more than ``H + 1 - 8 ≥ 0``.
    """
    if not isinstance(quantity, Extent):
        return quantity
    match quantity.terms:
        case [((Floor() as floor,), int() as factor), *constant] if factor > 0 and all(
            not atoms for atoms, _ in constant
        ):
            shift = sum(int(number) for _, number in constant)
            return at_least_zero(floor.numerator - -(shift // factor) * floor.divisor)
    return quantity


def without_implied(guards: Iterable[Guard]) -> list[Guard]:
    """Leave out the guards that hold wherever earlier ones do: larger windows on larger maps."""
    kept: list[Guard] = []
    lowest: dict[Size, int] = {}
    seen: set[tuple[Size, Relation, int]] = set()
    for guard in guards:
        if guard.relation is Relation.NOT_NEGATIVE and isinstance(guard.quantity, Extent):
            simple = at_least_zero(guard.quantity)
            shift = simple.constant if isinstance(simple, Extent) else 0
            variable = simple - shift
            if variable in lowest and lowest[variable] <= shift:
                continue
            lowest[variable] = shift
            guard = replace(guard, quantity=simple)  # noqa: PLW2901 - the same condition
        key = (guard.quantity, guard.relation, guard.modulus)
        if key not in seen and not guard.trivial:
            seen.add(key)
            kept.append(guard)
    return kept
