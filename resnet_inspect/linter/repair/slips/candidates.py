"""All slips that may have led to a finding, the likeliest and nearest first."""

from collections.abc import Callable, Iterator, Mapping

from resnet_inspect.linter.finding import Finding
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.repair.slips.arguments import (
    exchanged_arguments,
    fewer_arguments,
    forgotten_arguments,
    other_keywords,
)
from resnet_inspect.linter.repair.slips.arithmetic import (
    fewer_terms,
    more_factors,
    whole_quotients,
)
from resnet_inspect.linter.repair.slips.conditions import (
    exchanged_branches,
    layers_for_nothing,
    opposite_conditions,
)
from resnet_inspect.linter.repair.slips.names import other_attributes, other_names, same_names
from resnet_inspect.linter.repair.slips.numbers import (
    forgotten_paddings,
    other_numbers,
    plain_ones,
)
from resnet_inspect.linter.repair.slips.parts import parts
from resnet_inspect.linter.repair.slips.slip import Part, Slip
from resnet_inspect.linter.repair.slips.wrappers import without_calls, without_reshapes

KINDS: tuple[Callable[[Part], Iterator[Slip]], ...] = (
    same_names, forgotten_arguments, other_keywords, whole_quotients, layers_for_nothing,
    other_names, other_attributes, more_factors, fewer_terms, exchanged_arguments,
    fewer_arguments, forgotten_paddings, plain_ones, without_reshapes, opposite_conditions,
    exchanged_branches, other_numbers, without_calls,
)  # fmt: skip


def slips(finding: Finding, sources: Mapping[str, str]) -> list[Fix]:
    """Return the edits to try against a failure."""
    found = [one for part in parts(finding, sources) for kind in KINDS for one in kind(part)]
    unique: dict[tuple[Edit, ...], Fix] = {}
    for one in sorted(found, key=lambda one: one.rank):
        unique.setdefault(one.fix.edits, one.fix)
    return list(unique.values())
