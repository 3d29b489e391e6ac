"""What each block of a network looks like: He et al. 2015, table 1, computed from the choices.

Example:
    >>> from resnet_inspect.models.variants import variant
    >>> stages = plan_stages(variant("resnet50").architecture)
    >>> [len(stage) for stage in stages]
    [3, 4, 6, 3]
    >>> first = stages[1][0]
    >>> (first.in_channels, first.width, first.out_channels, first.stride)
    (256, 128, 512, 2)
"""

from dataclasses import dataclass, replace

from resnet_inspect.models.architecture import (
    Architecture,
    BlockKind,
    Frames,
    Gate,
    Norm,
    Shortcut,
    StridePlace,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """One residual block: what it takes, what it returns, and where its stride and dilation go."""

    kind: BlockKind
    """What is on the main path."""
    in_channels: int
    """Channels of the block's input."""
    planes: int
    """Nominal channels of the stage."""
    stride: int = 1
    """2 where a stage begins, except in the first stage and in dilated stages."""
    entry_dilation: int = 1
    """Dilation of the layers up to and including the one that carries the stride."""
    dilation: int = 1
    """Dilation of the layers after it: double, if the stride was given up for dilation."""
    stride_on: StridePlace = StridePlace.SPATIAL_3X3
    """Which convolution of a bottleneck carries the stride."""
    shortcut: Shortcut = Shortcut.PROJECTION
    """How the shortcut changes its shape, if it must."""
    cardinality: int = 1
    """Groups of a bottleneck's 3×3."""
    base_width: int = 64
    """Channels of each of those groups, for 64 planes."""
    gate: Gate = Gate.NONE
    """What rescales the channels of the main path's result."""
    norm: Norm = Norm.BATCH
    """What normalizes the feature maps."""
    antialiased: bool = False
    """Whether a blur takes the stride in place of a convolution."""
    dimensions: int = 2
    """Of the feature maps."""
    kernel: int = 3
    """Side of the kernels that are 3×3 in networks for images."""
    frames: Frames = Frames.JOINT
    """How a video's convolutions take time."""
    preactivation: bool = False
    """Whether BN and ReLU come before each convolution."""
    input_is_activated: bool = False
    """Whether a pre-activation block's input went through BN and ReLU already."""

    @property
    def width(self) -> int:
        """Channels of the 3×3: planes × base width / 64 × cardinality."""
        return self.planes * self.base_width // 64 * self.cardinality

    @property
    def between(self) -> int:
        """Channels between a 1×3×3 and a 3×1×1 that cost what a 3×3×3 costs, in both of a block.

        References:
            Tran et al. 2018, section 3.5, for the block's first convolution, as in torchvision.
        """
        space, time = 9 * self.in_channels, 3 * self.planes
        return 27 * self.in_channels * self.planes // (space + time)

    @property
    def out_channels(self) -> int:
        """Channels that the block returns."""
        return self.planes * self.kind.expansion

    @property
    def convolution_stride(self) -> int:
        """Stride of the main path's strided convolution: 1 if a blur has it instead."""
        return 1 if self.antialiased else self.stride

    @property
    def blurs(self) -> bool:
        """Whether the main path and the shortcut each have a blur."""
        return self.antialiased and self.stride > 1

    @property
    def keeps_shape(self) -> bool:
        """Whether input and output have one shape, so that the identity can be the shortcut."""
        return self.stride == 1 and self.in_channels == self.out_channels


def plan_stages(architecture: Architecture) -> tuple[tuple[BlockPlan, ...], ...]:
    """Lay out the blocks of each stage.

    Each stage after the first halves the feature map. Once the wanted output stride is reached, it
    doubles the dilation instead, so that every later 3×3 still sees the positions that it would
    have seen (Chen et al. 2017, Rethinking Atrous Convolution, section 3.2).

    Args:
        architecture: The network's choices.

    Returns:
        One tuple of blocks for each stage.
    """
    in_channels, dilation = architecture.stem_channels, 1
    reached = architecture.stem.stride
    wanted = architecture.output_stride or architecture.output_strides[0]
    stages = []
    for number, (planes, length) in enumerate(
        zip(architecture.planes, architecture.blocks, strict=True)
    ):
        strides = number > 0 or architecture.first_stride > 1
        halves = strides and reached < wanted
        entry_dilation = dilation
        if halves:
            reached *= 2
        elif number > 0:
            dilation *= 2
        first = BlockPlan(
            kind=architecture.block,
            in_channels=in_channels,
            planes=planes,
            stride=2 if halves else 1,
            entry_dilation=entry_dilation,
            dilation=dilation,
            stride_on=architecture.stride_on,
            shortcut=architecture.shortcut,
            cardinality=architecture.cardinality,
            base_width=architecture.base_width,
            gate=architecture.gate,
            norm=architecture.norm,
            antialiased=architecture.antialiased,
            dimensions=architecture.dimensions,
            kernel=architecture.kernel,
            frames=architecture.frames.of_stage(number),
            preactivation=architecture.preactivation,
            input_is_activated=architecture.preactivation and number == 0,
        )
        in_channels = first.out_channels
        stages.append((first, *(_after(first),) * (length - 1)))
    return tuple(stages)


def _after(first: BlockPlan) -> BlockPlan:
    """Return the block that follows a stage's first, and repeats."""
    return replace(
        first,
        in_channels=first.out_channels,
        stride=1,
        entry_dilation=first.dilation,
        input_is_activated=False,
    )
