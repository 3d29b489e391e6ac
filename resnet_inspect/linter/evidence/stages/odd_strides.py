"""Stages that keep the map where others, or a published network, halve it, or the reverse."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from resnet_inspect.analysis.facts import Departure, DepartureKind, Nearest
from resnet_inspect.graph import ConvAttrs, ModulePath, Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import convolutions_of, is_inverted
from resnet_inspect.linter.evidence.claims.description import description
from resnet_inspect.linter.evidence.stages.grouping import Stage, stages_of

SPATIAL = 2
MATRIX = 2
FEWEST = 3
"""With fewer stages there is no telling which of them is odd."""

MEANT = re.compile(
    r"last[ _]stride|stride(?:s| of| is|[ =:])+ ?1\b|output[ _]?stride|(?:no|without|not) strid"
    r"|(?:full|high(?:er)?|keeps?|same) (?:the )?(?:spatial )?(?:resolution|size)|re-?id\b|retriev"
    r"|dense|dilat|atrous|fully conv",
    re.IGNORECASE,
)
"""Words of networks that keep a larger map on purpose."""

RESIDUAL = re.compile(r"res_?ne(?:t|xt)|residual net", re.IGNORECASE)
"""Only who speaks of a ResNet promises the rhythm of its stages."""

_SHAPES = frozenset({DepartureKind.DEPTH, DepartureKind.WIDTH, DepartureKind.STAGES,
                     DepartureKind.DIMENSIONS, DepartureKind.DILATION})  # fmt: skip
"""Departures that make it another design, to which its strides may belong."""


@dataclass(frozen=True, slots=True)
class OddStage:
    """A stage with another stride than is due."""

    index: int
    """Its place, from 0."""
    path: ModulePath
    stride: int
    due: int
    first: Node
    """The convolution of its first block that strides, or should."""
    why: str

    @property
    def wrong(self) -> str:
        """What it does, as the end of a sentence."""
        return f"strides by {self.stride}" if self.stride > 1 else "does not stride"


def odd_strides(context: LintContext) -> Sequence[OddStage]:
    """Return the stages whose stride is not that of the reference or of their neighbors."""
    stages = stages_of(context)
    if len(stages) < FEWEST or not _classifies(context) or not _plain(context, stages):
        return ()
    if MEANT.search(description(context).everything):
        return ()
    odd = tuple(_by_reference(context, stages))
    said = description(context)
    if odd or not RESIDUAL.search(" ".join((*said.names, said.text))):
        return odd
    return tuple(_by_pattern(context, stages))


def _classifies(context: LintContext) -> bool:
    """Whether the network ends in a vector: a map may be as large as its purpose asks."""
    made = [context.graph.tensor(one.ref).shape for one in context.graph.outputs if one.ref]
    return bool(made) and len(made[0]) == MATRIX and any(context.graph.of_kind(OpKind.LINEAR))


def _plain(context: LintContext, stages: Sequence[Stage]) -> bool:
    """Whether the blocks are basic ones or bottlenecks; mobile networks have other rhythms."""
    return not any(is_inverted(context, join) for _, joins in stages for join in joins)


def _strides(context: LintContext, stages: Sequence[Stage]) -> list[int]:
    """Return by how much each stage's map is smaller than the one before."""
    entry = context.graph.tensor(stages[0][1][0].fork).shape[SPATIAL:]
    sizes = [entry, *(joins[-1].node.output.shape[SPATIAL:] for _, joins in stages)]
    return [
        max((round(a / b) for a, b in zip(before, after, strict=False) if b), default=1)
        for before, after in pairwise(sizes)
    ]


def _by_reference(context: LintContext, stages: Sequence[Stage]) -> Iterator[OddStage]:
    nearest = context.facts.nearest
    if nearest is None or any(one.kind in _SHAPES for one in nearest.departures):
        return
    strides = _strides(context, stages)
    for departure in nearest.departures:
        for index in _striding(departure, len(stages)):
            due = departure.expected if isinstance(departure.expected, int) else 1
            first = _first(stages[index])
            if strides[index] != due and first is not None:
                yield OddStage(
                    index, stages[index][0], strides[index], due, first, _of(nearest, due)
                )


def _striding(departure: Departure, stages: int) -> Sequence[int]:
    """Return the places of the stages that stride otherwise as a whole."""
    if departure.kind is not DepartureKind.STRIDE:
        return ()
    everywhere = any(place.part == "network" for place in departure.places)
    places = range(stages) if everywhere else departure.stages
    return [place for place in places if place < stages]


def _of(nearest: Nearest, due: int) -> str:
    does = f"strides by {due}" if due > 1 else "does not stride"
    return f"in {nearest.title}, which it is otherwise, it {does}"


def _by_pattern(context: LintContext, stages: Sequence[Stage]) -> Iterator[OddStage]:
    """Yield the one stage of four or more that doubles the width and does not halve the map."""
    widths = [joins[-1].node.output.shape[1] for _, joins in stages]
    later = _strides(context, stages)[1:]
    doubles = all(after == 2 * before for before, after in pairwise(widths))
    if not doubles or sorted(later)[:3] != [1, 2, 2] or max(later) > 2:  # noqa: PLR2004 - halved
        return
    index = later.index(1) + 1
    first = _first(stages[index])
    if first is not None:
        why = "the other stages halve the map where they double the width"
        yield OddStage(index, stages[index][0], 1, 2, first, why)


def _first(stage: Stage) -> Node | None:
    """Return the convolution of a stage's first block that should stride: its largest kernel."""
    convs = [
        conv
        for conv in convolutions_of(stage[1][0])
        if isinstance(conv.attrs, ConvAttrs) and conv.module
    ]
    return max(convs, key=lambda conv: (_stride(conv), max(_kernel(conv))), default=None)


def _kernel(conv: Node) -> tuple[int, ...]:
    return conv.attrs.kernel_size if isinstance(conv.attrs, ConvAttrs) else (1,)


def _stride(conv: Node) -> int:
    return max(conv.attrs.stride) if isinstance(conv.attrs, ConvAttrs) else 1
