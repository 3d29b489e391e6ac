"""The path past the main path, where its shape must change (He et al. 2015, section 4.1).

A shortcut that keeps its shape is the identity and has no module. All modules here map
``(N, C_in, H, W)`` to ``(N, C_out, ⌈H/stride⌉, ⌈W/stride⌉)``.
"""

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that all torch code gives it

from resnet_inspect.models.architecture import Shortcut
from resnet_inspect.models.layers.blur import Blur
from resnet_inspect.models.layers.convolutions import conv1x1, normalization
from resnet_inspect.models.layers.planned import planned_projection
from resnet_inspect.models.plan import BlockPlan


def shortcut_for(plan: BlockPlan) -> nn.Module | None:
    """Return the shortcut of a block, None where it is the identity."""
    if plan.keeps_shape and plan.shortcut is not Shortcut.ALWAYS_PROJECTION:
        return None
    match plan.shortcut:
        case Shortcut.ZERO_PADDING:
            extra = plan.out_channels - plan.in_channels
            return ZeroPadding(extra, plan.stride, plan.dimensions)
        case Shortcut.PROJECTION | Shortcut.ALWAYS_PROJECTION:
            return projection(plan)
        case Shortcut.POOLED_PROJECTION:
            return pooled_projection(plan)


class ZeroPadding(nn.Module):
    """Option A: every stride-th position, then zeros as further channels.

    Args:
        extra_channels: Channels of zeros.
        stride: 1 keeps all positions.
        dimensions: Of the feature map.
    """

    def __init__(self, extra_channels: int, stride: int, dimensions: int = 2) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.extra_channels = extra_channels
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, C + extra_channels, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        x = x[:, :, *(slice(None, None, self.stride) for _ in range(self.dimensions))]
        return F.pad(x, (0, 0) * self.dimensions + (0, self.extra_channels))


def projection(plan: BlockPlan) -> nn.Sequential:
    """Return options B and C: a strided 1×1 convolution and its batch normalization.

    In an anti-aliased network a blur before it takes the stride, as in Zhang's own code.
    With pre-activation there is no batch normalization: the input had one (He et al. 2016).
    """
    blur = [Blur(plan.in_channels, plan.stride)] if plan.blurs else []
    return nn.Sequential(*blur, planned_projection(plan), *_normalization(plan))


def pooled_projection(plan: BlockPlan) -> nn.Sequential:
    """Return ResNet-D's: 2×2 average pooling takes the stride, so that the 1×1 sees all positions.

    In a dilated stage the pooling stays, with stride 1; where there was no stride, it goes.
    """
    pool: nn.Module
    if plan.stride > 1:
        average = nn.AvgPool1d if plan.dimensions == 1 else nn.AvgPool2d
        pool = average(2, plan.stride, ceil_mode=True, count_include_pad=False)
    elif plan.dilation > plan.entry_dilation:
        pool = SameAveragePool(plan.dimensions)
    else:
        pool = nn.Identity()
    convolution = conv1x1(plan.in_channels, plan.out_channels, dimensions=plan.dimensions)
    return nn.Sequential(pool, convolution, *_normalization(plan))


class SameAveragePool(nn.Module):
    """2×2 average pooling of stride 1 that keeps the size, by a row and column of zeros.

    Args:
        dimensions: Of the feature map: 2, or 1 for a signal.
    """

    def __init__(self, dimensions: int = 2) -> None:
        super().__init__()
        self.dimensions = dimensions

    def forward(self, x: Tensor) -> Tensor:
        """Return a feature map of the shape of ``x``."""
        x = F.pad(x, (0, 1) * self.dimensions)
        average = F.avg_pool1d if self.dimensions == 1 else F.avg_pool2d
        return average(x, kernel_size=2, stride=1)


def _normalization(plan: BlockPlan) -> list[nn.Module]:
    return (
        [] if plan.preactivation else [normalization(plan.norm, plan.out_channels, plan.dimensions)]
    )
