"""What a network that has a name is, and how a family of them is written down."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from resnet_inspect.models.architecture import FACE, Architecture, BlockKind, StemKind
from resnet_inspect.models.papers import Paper

VIDEO = 3
"""Dimensions of its feature maps."""
SIGNAL = 1
SAMPLES = 250
"""Of an ECG, 2.5 seconds at 100 Hz (Strodthoff et al. 2020, section II-C)."""
FRAMES = 16
"""Of a video (Tran et al. 2018, section 4.1; Hara et al. 2018, section 3.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A network that has a name."""

    name: str
    """What the command line calls it: ``resnet50``."""
    title: str
    """What the papers call it: ``ResNet-50 v1.5``."""
    family: str
    """Which networks it belongs to: ``ResNet v1.5``."""
    paper: Paper
    """Where it was first described."""
    architecture: Architecture
    """What it is made of."""
    parameters: int
    """Learned numbers; running statistics are not counted."""
    macs: int
    """Multiply-accumulates of convolutions and linear layers, one image of the default size."""

    @property
    def year(self) -> int:
        """The paper's year."""
        return self.paper.year

    @property
    def blocks(self) -> tuple[int, ...]:
        """Blocks per stage."""
        return self.architecture.blocks

    @property
    def input_size(self) -> int:
        """Height and width of the images that it was made for, or length of the signals."""
        if self.architecture.dimensions == VIDEO:
            return 112
        if self.architecture.dimensions == SIGNAL:
            return SAMPLES
        if self.architecture.stem is StemKind.FACE:
            return FACE
        return 32 if self.architecture.stem is StemKind.CIFAR else 224

    @property
    def input_sizes(self) -> tuple[int, ...]:
        """The same as one number where all sides are equal; a video's frames come before."""
        if self.architecture.dimensions == VIDEO:
            return (FRAMES, self.input_size, self.input_size)
        return (self.input_size,)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """One image of the default size, ``(N, C, H, W)``; a video is ``(N, C, T, H, W)``."""
        sizes, dimensions = self.input_sizes, self.architecture.dimensions
        return (1, self.architecture.in_channels, *(sizes * dimensions)[:dimensions])


@dataclass(frozen=True, slots=True)
class Family:
    """What a family's variants share, and how their names and titles are made of a depth."""

    family: str
    paper: Paper
    name: str
    title: str
    base: Architecture

    def rows(self, *rows: tuple[str, BlockKind, tuple[int, ...], int, int]) -> Iterator[Variant]:
        """Yield a variant for each row: depth, block, blocks per stage, parameters, MACs."""
        for depth, block, blocks, parameters, macs in rows:
            yield Variant(
                name=self.name.format(depth),
                title=self.title.format(depth),
                family=self.family,
                paper=self.paper,
                architecture=replace(self.base, block=block, blocks=blocks),
                parameters=parameters,
                macs=macs,
            )
