"""Two inspections and what lies between them: what a renderer of differences reads."""

from dataclasses import dataclass

from resnet_inspect.analysis.facts import Comparison, ignoring
from resnet_inspect.inspection import Inspection


@dataclass(frozen=True, slots=True)
class Pair:
    """An earlier network, a later one, and their comparison."""

    before: Inspection
    after: Inspection
    comparison: Comparison


def paired(before: Inspection, after: Inspection, ignore: tuple[str, ...] = ()) -> Pair:
    """Compare two networks.

    Args:
        before: The earlier one.
        after: The later one.
        ignore: What does not count: ``names``, ``classes``, ``bias``, ``stem``, ``head``, or the
            name of a setting.
    """
    return Pair(before, after, ignoring(after.facts.compared_with(before.facts), ignore))
