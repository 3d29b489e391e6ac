"""The one stage whose width is not that of the published network that everything else is."""

import re
from dataclasses import dataclass

from resnet_inspect.analysis.facts import Departure, DepartureKind
from resnet_inspect.graph import ConvAttrs, ModulePath, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.description import description
from resnet_inspect.linter.evidence.stages.grouping import stages_of

MILD = frozenset({DepartureKind.BIAS, DepartureKind.SETTING, DepartureKind.STRIDE_PLACE})
MULTIPLE = 8
"""Widths are multiples of it by habit; another one is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class OddWidth:
    """Such a stage."""

    path: ModulePath
    width: int
    due: int
    conv: Node
    reference: str


def odd_width(context: LintContext) -> OddWidth | None:
    """Return the stage that departs in its width, where the network speaks of the reference."""
    nearest = context.facts.nearest
    if nearest is None or not nearest.departures:
        return None
    apart = [one for one in nearest.departures if one.kind not in MILD]
    places = {stage for one in apart for stage in one.stages}
    widths = [one for one in apart if one.kind is DepartureKind.WIDTH]
    if len(places) != 1 or len(widths) != len(apart):
        return None
    width, due = widths[-1].found, widths[-1].expected
    if not isinstance(width, int) or not isinstance(due, int):
        return None
    if (width % MULTIPLE and due % MULTIPLE == 0) or _speaks_of(context, nearest.title):
        return _stage(context, widths, places.pop(), nearest.title)
    return None


def _speaks_of(context: LintContext, title: str) -> bool:
    """Whether the network's names or docstring name the reference's depth."""
    said = description(context)
    depth = re.search(r"-(\d{2,4})", title)
    words = " ".join((*said.names, said.text))
    return depth is not None and re.search(rf"(?<!\d){depth[1]}(?!\d)", words) is not None


def _stage(
    context: LintContext, widths: list[Departure], place: int, title: str
) -> OddWidth | None:
    stages = stages_of(context)
    nodes = [context.graph.nodes[node] for one in widths for node in one.nodes]
    convs = [node for node in nodes if isinstance(node.attrs, ConvAttrs) and node.module]
    width, due = widths[0].found, widths[0].expected
    if place >= len(stages) or not convs or not isinstance(width, int) or not isinstance(due, int):
        return None
    return OddWidth(stages[place][0], width, due, convs[0], title)
