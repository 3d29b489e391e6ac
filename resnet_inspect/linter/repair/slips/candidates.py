"""All slips that may have led to a finding, the likeliest and nearest first."""

from collections.abc import Callable, Iterator, Mapping

from resnet_inspect.linter.finding import Finding
from resnet_inspect.linter.fixes.fix import Edit, Fix, compatible
from resnet_inspect.linter.repair.slips.arguments import (
    exchanged_arguments,
    exchanged_between_calls,
    fewer_arguments,
    forgotten_arguments,
    other_keywords,
)
from resnet_inspect.linter.repair.slips.arithmetic import (
    fewer_terms,
    group_widths,
    more_factors,
    whole_quotients,
)
from resnet_inspect.linter.repair.slips.cells import other_cells
from resnet_inspect.linter.repair.slips.conditions import (
    exchanged_branches,
    layers_for_nothing,
    opposite_conditions,
)
from resnet_inspect.linter.repair.slips.left_out import idle_layers, unset_variables
from resnet_inspect.linter.repair.slips.names import other_attributes, other_names, same_names
from resnet_inspect.linter.repair.slips.nesting import updates_behind_loops
from resnet_inspect.linter.repair.slips.numbers import (
    forgotten_paddings,
    other_numbers,
    plain_ones,
)
from resnet_inspect.linter.repair.slips.order import exchanged_sides, other_order
from resnet_inspect.linter.repair.slips.parts import parts
from resnet_inspect.linter.repair.slips.slip import Part, Slip, slip
from resnet_inspect.linter.repair.slips.wrappers import (
    called_lists,
    without_calls,
    without_reshapes,
)

KINDS: tuple[Callable[[Part], Iterator[Slip]], ...] = (
    same_names, other_cells, called_lists, group_widths, unset_variables,
    forgotten_arguments, idle_layers, other_keywords,
    whole_quotients, layers_for_nothing, other_names, other_attributes, more_factors,
    fewer_terms, exchanged_arguments, fewer_arguments, forgotten_paddings, plain_ones,
    without_reshapes, opposite_conditions, exchanged_branches, other_order, exchanged_sides,
    updates_behind_loops, exchanged_between_calls, other_numbers, without_calls,
)  # fmt: skip


REPEATED = frozenset({whole_quotients, fewer_terms, without_reshapes, forgotten_paddings})
"""What is often done in each of several places of one statement: for height and for width."""


def slips(finding: Finding, sources: Mapping[str, str]) -> list[Fix]:
    """Return the edits to try against a failure."""
    found = [one for part in parts(finding, sources) for kind in KINDS for one in _of(kind, part)]
    unique: dict[tuple[Edit, ...], Fix] = {}
    for one in sorted(found, key=lambda one: one.rank):
        unique.setdefault(one.fix.edits, one.fix)
    return list(unique.values())


def _of(kind: Callable[[Part], Iterator[Slip]], part: Part) -> list[Slip]:
    """Return the slips of one kind in a piece of source, and all of them as one."""
    found = list(kind(part))
    edits = tuple(edit for one in found for edit in one.fix.edits)
    if kind in REPEATED and 1 < len(found) == len(compatible([one.fix for one in found])):
        found.insert(0, slip(found[0].rank, f"{found[0].fix.title} and the like", *edits))
    return found
