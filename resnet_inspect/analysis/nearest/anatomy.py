"""A network as its layers, part by part: what is aligned with another."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from resnet_inspect.analysis.nearest.layer import Layer, Layers
from resnet_inspect.graph import ModulePath


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAnatomy:
    """One residual block."""

    kind: str
    main: Layers
    shortcut: Layers
    after: Layers
    """The join, and what follows it."""
    stride: int = 1
    """By how much it reduces its map."""
    module: ModulePath = field(default=ModulePath(""), compare=False)

    @property
    def paths(self) -> tuple[Layers, Layers, Layers]:
        """The three parts."""
        return self.main, self.shortcut, self.after

    @property
    def layers(self) -> Layers:
        """All layers, in the order of the parts."""
        return (*self.main, *self.shortcut, *self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageAnatomy:
    """Consecutive blocks of one resolution."""

    name: str
    blocks: tuple[BlockAnatomy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """A whole network; one without residual blocks is all stem."""

    stem: Layers
    stages: tuple[StageAnatomy, ...]
    head: Layers
    dimensions: int = 2
    """Of the feature maps."""

    @property
    def blocks(self) -> tuple[BlockAnatomy, ...]:
        """The blocks of all stages in execution order."""
        return tuple(block for stage in self.stages for block in stage.blocks)

    @property
    def layers(self) -> Iterator[Layer]:
        """All layers, part by part."""
        yield from self.stem
        for block in self.blocks:
            yield from block.layers
        yield from self.head
