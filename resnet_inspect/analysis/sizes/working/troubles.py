"""Which sizes do not work, gathered by what happens there."""

from dataclasses import dataclass

from resnet_inspect.analysis.sizes.working.axes import Axis
from resnet_inspect.analysis.sizes.working.outcome import Outcome, Verdict
from resnet_inspect.analysis.sizes.working.size_set import SizeSet

Cause = tuple[Verdict, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Sizes at which the same thing happens for the same reason."""

    axes: tuple[Axis, ...]
    """Height, width, or both where both do the same."""
    sizes: SizeSet
    outcome: Outcome
    """What happens at the largest of them below the traced size, or at the smallest above."""


def troubles(along: dict[Axis, list[Outcome]]) -> tuple[Trouble, ...]:
    """Gather what happens along each axis, the others being as traced.

    Args:
        along: For each axis the outcomes of the sizes from 1 on.
    """
    found: dict[tuple[Cause, SizeSet], list[tuple[Axis, Outcome]]] = {}
    for axis, outcomes in along.items():
        for cause in dict.fromkeys(_cause(one) for one in outcomes if one.node is not None):
            sizes = SizeSet(tuple(_cause(one) == cause for one in outcomes))
            found.setdefault((cause, sizes), []).append((axis, _nearest(axis, outcomes, sizes)))
    return tuple(
        Trouble(tuple(axis for axis, _ in same), sizes, same[0][1])
        for (_, sizes), same in found.items()
    )


def _cause(outcome: Outcome) -> Cause:
    return outcome.verdict, outcome.reason


def _nearest(axis: Axis, outcomes: list[Outcome], sizes: SizeSet) -> Outcome:
    members = [size for size in range(1, len(outcomes) + 1) if size in sizes]
    return outcomes[min(members, key=lambda size: abs(size - axis.traced)) - 1]
