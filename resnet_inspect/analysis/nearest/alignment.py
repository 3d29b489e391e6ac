"""Aligning a network with a reference, stage by stage, block by block, layer by layer.

Example:
    >>> from resnet_inspect.analysis.nearest.anatomy_of_variant import anatomy_of_plan
    >>> from resnet_inspect.models.variants import variant
    >>> plans = (anatomy_of_plan(variant(n).architecture) for n in ("resnet50", "resnet50_v1"))
    >>> [sum(not block.same for block in stage.blocks) for stage in align_networks(*plans).stages]
    [0, 1, 1, 1]
"""

from collections.abc import Iterator, Sequence

from resnet_inspect.analysis.comparison.sequences import aligned
from resnet_inspect.analysis.nearest.anatomy import Anatomy, BlockAnatomy, StageAnatomy
from resnet_inspect.analysis.nearest.layer import Role
from resnet_inspect.analysis.nearest.layer_alignment import align_layers
from resnet_inspect.analysis.nearest.pairs import (
    Alignment,
    BlockPair,
    Change,
    LayerPair,
    StagePair,
)


def align_networks(expected: Anatomy, found: Anatomy) -> Alignment:
    """Align a network with a reference."""
    stem = align_layers(expected.stem, found.stem)
    head = align_layers(expected.head[::-1], found.head[::-1])[::-1]  # the last is the classifier
    entrance = next((pair for pair in stem if _is(pair, Role.CONVOLUTION)), None)
    classifier = next((pair for pair in reversed(head) if _is(pair, Role.LINEAR)), None)
    return Alignment(
        stem=tuple(_without(pair, "input width") if pair is entrance else pair for pair in stem),
        stages=tuple(_stages(expected.stages, found.stages)),
        head=tuple(_without(pair, "width") if pair is classifier else pair for pair in head),
        dimensions=(expected.dimensions, found.dimensions),
        parameters=(
            *_parameter(entrance, "input width", "image channels"),
            *_parameter(classifier, "width", "classes"),
        ),
    )


def _stages(expected: Sequence[StageAnatomy], found: Sequence[StageAnatomy]) -> Iterator[StagePair]:
    keys = [(_blocks, _blocks)] if len(expected) != len(found) else []
    pairs = aligned(expected, found, *keys, by_place=True)
    for one, other in pairs:
        blocks = () if one is None or other is None else tuple(_pairs(one.blocks, other.blocks))
        yield StagePair(expected=one, found=other, blocks=blocks)


def _blocks(stage: StageAnatomy) -> object:
    return stage.blocks


def _pairs(expected: Sequence[BlockAnatomy], found: Sequence[BlockAnatomy]) -> Iterator[BlockPair]:
    """Pair blocks by place; a published stage repeats its last block, and so may be longer."""
    for index, block in enumerate(found):
        counterpart = expected[min(index, len(expected) - 1)]
        main, shortcut, after = map(align_layers, counterpart.paths, block.paths)
        yield BlockPair(
            expected=counterpart, found=block, index=index,
            main=main, shortcut=shortcut, after=after,
        )  # fmt: skip


# What makes no other architecture.


def _is(pair: LayerPair, role: Role) -> bool:
    return pair.layer.role is role and pair.expected is not None and pair.found is not None


def _parameter(pair: LayerPair | None, attribute: str, name: str) -> Iterator[Change]:
    for change in pair.changes if pair else ():
        if change.attribute == attribute:
            yield Change(name, change.expected, change.found)


def _without(pair: LayerPair, attribute: str) -> LayerPair:
    rest = tuple(change for change in pair.changes if change.attribute != attribute)
    return LayerPair(pair.expected, pair.found, rest)
