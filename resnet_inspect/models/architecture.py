"""The choices that tell one ResNet from another, as data.

Every ResNet is a stem, three or four stages of residual blocks, and a head. What the papers vary is
gathered in `Architecture`; what a name like ``resnet50`` stands for is in ``variants``.
"""

from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.errors import UsageError

FACE = 112
"""Height and width of the images that networks for faces take (Deng et al. 2019, section 3.1)."""
MIDDLE_OF_STEM = 45
"""Channels between space and time in the stem of R(2+1)D."""


class BlockKind(StrEnum):
    """What is on a block's main path (He et al. 2015, figure 5)."""

    BASIC = "basic"
    """Two 3×3 convolutions."""

    BOTTLENECK = "bottleneck"
    """A 1×1 convolution that reduces the channels, a 3×3, and a 1×1 that restores them."""

    IMPROVED = "improved"
    """Two 3×3 convolutions, a normalization before, between and after them, PReLU between them
    alone (Deng et al. 2019, section 3.1: the improved residual unit of iResNet, or IR)."""

    @property
    def expansion(self) -> int:
        """Channels that a block returns, divided by its planes."""
        return 4 if self is BlockKind.BOTTLENECK else 1

    @property
    def depth(self) -> int:
        """Convolutions on the main path: what the 50 in ResNet-50 counts."""
        return 3 if self is BlockKind.BOTTLENECK else 2


class StemKind(StrEnum):
    """What comes before the first stage."""

    IMAGENET = "imagenet"
    """A 7×7 convolution of stride 2 and a 3×3 max pooling of stride 2 (He et al. 2015, table 1)."""

    DEEP = "deep"
    """Three 3×3 convolutions in place of the 7×7 (He et al. 2019, figure 2b, ResNet-C)."""

    TIERED = "tiered"
    """A deep stem whose convolutions widen one by one, to 24, 32 and 64 channels: ResNet-T."""

    VIDEO = "video"
    """A 3×7×7 convolution that strides by 2 in space, no pooling (Tran et al. 2018, table 1)."""

    VIDEO_APART = "video_2+1d"
    """The same, factored: 1×7×7 in space to 45 channels, then 3×1×1 in time: R(2+1)D."""

    CIFAR = "cifar"
    """A 3×3 convolution of stride 1, no pooling (He et al. 2015, section 4.2)."""

    FACE = "face"
    """A 3×3 convolution of stride 1 and PReLU; the first stage strides (Deng et al. 2019)."""

    @property
    def stride(self) -> int:
        """Input size divided by the size of the feature map that the first stage takes."""
        match self:
            case StemKind.CIFAR | StemKind.FACE:
                return 1
            case StemKind.VIDEO | StemKind.VIDEO_APART:
                return 2
            case StemKind.IMAGENET | StemKind.DEEP | StemKind.TIERED:
                return 4

    @property
    def pools(self) -> bool:
        """Whether a max pooling ends it."""
        return self.stride == 4  # noqa: PLR2004 - a convolution halves, and the pooling again

    @property
    def for_video(self) -> bool:
        """Whether it reads a video."""
        return self in {StemKind.VIDEO, StemKind.VIDEO_APART}

    def widths(self, channels: int) -> tuple[int, ...]:
        """Return the channels after each of its convolutions, the last being ``channels``."""
        half = channels // 2
        match self:
            case StemKind.DEEP:
                return (half, half, channels)
            case StemKind.TIERED:
                return (3 * half // 4, half, channels)
            case StemKind.VIDEO_APART:
                return (MIDDLE_OF_STEM, channels)
            case StemKind.IMAGENET | StemKind.VIDEO | StemKind.CIFAR | StemKind.FACE:
                return (channels,)


class StridePlace(StrEnum):
    """Which convolution of a bottleneck halves the feature map."""

    FIRST_1X1 = "1x1"
    """The first 1×1: v1, as in He et al. 2015."""

    SPATIAL_3X3 = "3x3"
    """The 3×3: v1.5, as in Gross and Wilber 2016 and torchvision. No position is skipped."""


class Shortcut(StrEnum):
    """How a shortcut changes its shape to that of the main path (He et al. 2015, section 4.1)."""

    ZERO_PADDING = "A"
    """Every other position, and zeros for the channels that are missing: no parameters."""

    PROJECTION = "B"
    """A 1×1 convolution where the shape changes, the identity elsewhere."""

    ALWAYS_PROJECTION = "C"
    """A 1×1 convolution in every block."""

    POOLED_PROJECTION = "D"
    """Option B with 2×2 average pooling before the 1×1 (He et al. 2019, figure 2c, ResNet-D)."""


class Gate(StrEnum):
    """What rescales the channels of a main path's result."""

    NONE = "none"
    """Nothing."""

    SQUEEZE_EXCITATION = "se"
    """Two fully connected layers over the channels' means (Hu et al. 2018)."""

    EFFICIENT = "eca"
    """A 1-D convolution along the channels' means (Wang et al. 2020)."""


class Frames(StrEnum):
    """How the 3×3×3 convolutions of a network for videos take time (Tran et al. 2018, figure 1)."""

    JOINT = "3d"
    """With space, in one convolution: R3D."""

    FACTORED = "2+1d"
    """After space: 1×3×3, normalization, ReLU, then 3×1×1: R(2+1)D."""

    SINGLE = "2d"
    """Not at all: 1×3×3, each frame by itself."""

    MIXED = "mixed"
    """In the stem and the first stage; later stages take single frames: MC3."""

    def of_stage(self, number: int) -> "Frames":
        """Return how the stage of this number, the first being 0, takes time."""
        if self is not Frames.MIXED:
            return self
        return Frames.JOINT if number == 0 else Frames.SINGLE


class Norm(StrEnum):
    """What normalizes the feature maps."""

    BATCH = "batch"
    """Over the batch, each channel by itself (Ioffe and Szegedy 2015)."""

    GROUP = "group"
    """Over 32 groups of channels, each image by itself (Wu and He 2018)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """All choices that make up a ResNet; each field is an argument of ``build``.

    Raises:
        UsageError: If two choices do not go together.
    """

    block: BlockKind
    """What is on the main path."""
    blocks: tuple[int, ...]
    """Blocks per stage."""
    stem: StemKind = StemKind.IMAGENET
    """What comes before the first stage."""
    first_planes: int = 64
    """Planes of the first stage; each later stage doubles them."""
    stem_planes: int | None = None
    """Channels that the stem returns; None: as many as the first stage has planes."""
    stride_on: StridePlace = StridePlace.SPATIAL_3X3
    """Which convolution of a bottleneck carries the stride."""
    shortcut: Shortcut = Shortcut.PROJECTION
    """How a shortcut changes its shape."""
    cardinality: int = 1
    """Groups of a bottleneck's 3×3 (Xie et al. 2017)."""
    base_width: int = 64
    """Channels of each group in a bottleneck's 3×3, for 64 planes."""
    gate: Gate = Gate.NONE
    """What rescales the main path's channels."""
    norm: Norm = Norm.BATCH
    """What normalizes the feature maps."""
    antialiased: bool = False
    """Whether a blur takes each stride (Zhang 2019)."""
    preactivation: bool = False
    """Whether BN and ReLU come before each convolution: v2 (He et al. 2016)."""
    dimensions: int = 2
    """Of the feature maps: 1 for signals, 2 for images, 3 for videos."""
    kernel: int = 3
    """Side of the kernels that are 3×3 in networks for images."""
    frames: Frames = Frames.JOINT
    """How the convolutions of a network for videos take time."""
    in_channels: int = 3
    """Channels of the image."""
    num_classes: int = 1000
    """Logits; of a network for faces, numbers of its embedding."""
    output_stride: int | None = None
    """Input size divided by the last feature map's; less than the default means dilation."""
    zero_init_residual: bool = False
    """Whether each block starts out as its shortcut alone (Goyal et al. 2017, section 5.1)."""

    def __post_init__(self) -> None:
        """Check that the choices go together."""
        if len(self.blocks) not in {3, 4}:
            msg = f"blocks={self.blocks} names {len(self.blocks)} stages; a ResNet here has 3 or 4"
            raise UsageError(msg)
        narrows = self.block is BlockKind.BOTTLENECK
        if not narrows and (self.cardinality, self.base_width) != (1, 64):
            msg = (
                f"{self.block} blocks have no 3×3 of their own width: "
                "cardinality and base_width stay 1, 64"
            )
            raise UsageError(msg, "Both are choices of a bottleneck: block=bottleneck.")
        if self.block is BlockKind.IMPROVED and (self.preactivation or self.antialiased):
            msg = "an improved block has an order of its own"
            raise UsageError(msg, "Leave preactivation=False and antialiased=False.")
        self._check_dimensions()
        if self.output_stride not in {None, *self.output_strides}:
            offers = ", ".join(map(str, self.output_strides))
            msg = f"output_stride={self.output_stride} cannot be had; it is one of {offers}"
            raise UsageError(msg)
        if self.antialiased and (self.preactivation or self.stride_on is StridePlace.FIRST_1X1):
            msg = "an anti-aliased network blurs after an activation: v1 and v2 have none there"
            raise UsageError(msg, "Leave stride_on=3x3 and preactivation=False.")

    def _check_dimensions(self) -> None:
        """Check what goes with signals, images and videos."""
        if self.dimensions not in {1, 2, 3}:
            msg = f"dimensions={self.dimensions}: a feature map has 1, 2 or 3"
            raise UsageError(msg)
        if self.kernel % 2 == 0 or (self.kernel != 3 and self.dimensions != 1):  # noqa: PLR2004 - of images
            msg = f"kernel={self.kernel}: an odd number, and other than 3 for signals alone"
            raise UsageError(msg, "Add dimensions=1.")
        if self.dimensions != 2 and self.flat_only:  # noqa: PLR2004 - images
            msg = f"{self.flat_only} is of images: it goes with dimensions=2"
            raise UsageError(msg)
        if self.for_video and self.dimensions != 3:  # noqa: PLR2004 - videos
            msg = f"{self.for_video} takes three dimensions"
            raise UsageError(msg, "Add dimensions=3.")
        if self.frames is not Frames.JOINT and not self.frames_fit:
            msg = f"frames={self.frames} is of basic blocks with projections (option B)"
            raise UsageError(msg)

    @property
    def flat_only(self) -> str:
        """A choice that networks of other dimensions do not have here; empty where none is made."""
        video = self.dimensions == 3  # noqa: PLR2004 - videos
        choices = {
            "blur pooling": self.antialiased, "a gate": self.gate is not Gate.NONE,
            "a pooled projection": video and self.shortcut is Shortcut.POOLED_PROJECTION,
            "a deep stem": video and self.stem in {StemKind.DEEP, StemKind.TIERED},
            "a network for faces": self.stem is StemKind.FACE,
            "an improved block": self.block is BlockKind.IMPROVED,
        }  # fmt: skip
        return next((name for name, made in choices.items() if made), "")

    @property
    def for_video(self) -> str:
        """A choice that only networks for videos have, in words; empty where none is made."""
        if self.stem.for_video:
            return "the stem of videos"
        return "" if self.frames is Frames.JOINT else f"frames={self.frames}"

    @property
    def frames_fit(self) -> bool:
        """Whether the blocks are such that time and space can be taken apart here."""
        plain = self.block is BlockKind.BASIC and not self.preactivation
        return plain and self.shortcut is Shortcut.PROJECTION

    @property
    def normalizes_first(self) -> bool:
        """Whether a block begins with a normalization."""
        return self.preactivation or self.block is BlockKind.IMPROVED

    @property
    def stem_channels(self) -> int:
        """Channels that the first stage takes."""
        return self.stem_planes or self.first_planes

    @property
    def output_strides(self) -> tuple[int, ...]:
        """The output strides on offer, without dilation first: 32, 16, 8, 4 for four stages."""
        first = self.stem.stride * self.first_stride
        return tuple(first << stage for stage in reversed(range(len(self.blocks))))

    @property
    def first_stride(self) -> int:
        """Stride of the first stage; all others stride by 2."""
        return 2 if self.stem is StemKind.FACE else 1

    @property
    def planes(self) -> tuple[int, ...]:
        """Planes per stage: 64, 128, 256, 512 for ImageNet."""
        return tuple(self.first_planes << stage for stage in range(len(self.blocks)))

    @property
    def features(self) -> int:
        """What the classifier reads: channels, times positions where nothing averages them."""
        return self.planes[-1] * self.block.expansion * self.positions

    @property
    def positions(self) -> int:
        """Positions of the last feature map that the last layer reads: 7×7 of a face, else one."""
        if self.stem is not StemKind.FACE:
            return 1
        side = -(-FACE // (self.output_stride or self.output_strides[0]))
        return side * side

    @property
    def depth(self) -> int:
        """Weighted layers as the papers count them: main paths, a stem of one, the classifier."""
        return self.block.depth * sum(self.blocks) + 2

    @property
    def convolutions(self) -> int:
        """Convolutions on a block's main path; a factored one is two."""
        return self.block.depth * (2 if self.frames is Frames.FACTORED else 1)
