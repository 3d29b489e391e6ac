"""A network aligned with a reference: pairs of stages, blocks and layers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from resnet_inspect.analysis.nearest.anatomy import BlockAnatomy, StageAnatomy
from resnet_inspect.analysis.nearest.layer import Layer, Value


@dataclass(frozen=True, slots=True)
class Change:
    """A setting in which a layer differs from its counterpart."""

    attribute: str
    expected: Value
    found: Value


@dataclass(frozen=True, slots=True)
class LayerPair:
    """A layer of the reference and its counterpart; one of them may be missing."""

    expected: Layer | None
    found: Layer | None
    changes: tuple[Change, ...] = ()

    @property
    def layer(self) -> Layer:
        """The layer found, or the expected one where there is none."""
        return cast("Layer", self.found or self.expected)

    @property
    def same(self) -> bool:
        """Whether both are there and do the same."""
        return self.expected is not None and self.found is not None and not self.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPair:
    """A block and its counterpart in the reference, with their layers aligned."""

    expected: BlockAnatomy
    found: BlockAnatomy
    index: int
    """Its place in its stage, from 0."""
    main: tuple[LayerPair, ...]
    shortcut: tuple[LayerPair, ...]
    after: tuple[LayerPair, ...]

    @property
    def layers(self) -> tuple[LayerPair, ...]:
        """The pairs of all paths."""
        return (*self.main, *self.shortcut, *self.after)

    @property
    def same(self) -> bool:
        """Whether all layers do the same."""
        return all(pair.same for pair in self.layers)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePair:
    """A stage of the reference and its counterpart; one of them may be missing."""

    expected: StageAnatomy | None
    found: StageAnatomy | None
    blocks: tuple[BlockPair, ...]
    """The blocks found, each with its counterpart; empty where a stage is missing."""

    @property
    def name(self) -> str:
        """Its name in the network, or in the reference where it is missing."""
        return cast("StageAnatomy", self.found or self.expected).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A network aligned with a reference."""

    stem: tuple[LayerPair, ...]
    stages: tuple[StagePair, ...]
    head: tuple[LayerPair, ...]
    parameters: tuple[Change, ...]
    """Classes and image channels: choices that make no other architecture."""
    dimensions: tuple[int, int] = (2, 2)
    """Of the feature maps, expected and found."""

    @property
    def layers(self) -> Iterator[LayerPair]:
        """All pairs of layers, part by part."""
        yield from self.stem
        for stage in self.stages:
            for block in stage.blocks:
                yield from block.layers
        yield from self.head
