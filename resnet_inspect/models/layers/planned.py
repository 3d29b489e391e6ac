"""Convolutions that take time, where there is one, as a block's plan says."""

from torch import nn

from resnet_inspect.models.architecture import Frames
from resnet_inspect.models.layers.convolutions import Convolution, conv1x1, conv3x3, normalization
from resnet_inspect.models.plan import BlockPlan


def planned_convolution(
    plan: BlockPlan, in_channels: int, stride: int = 1, dilation: int = 1
) -> nn.Module:
    """Return a basic block's 3×3, of a video its 3×3×3: ``(N, C_in, …)`` to ``(N, C_out, …)``."""
    channels = plan.out_channels
    match plan.frames:
        case Frames.FACTORED:
            return nn.Sequential(
                _in_space(in_channels, plan.between, stride, dilation),
                normalization(plan.norm, plan.between, plan.dimensions),
                nn.ReLU(inplace=True),
                _in_time(plan.between, channels, stride, dilation),
            )
        case Frames.SINGLE:
            return _in_space(in_channels, channels, stride, dilation)
        case _:
            return conv3x3(
                in_channels, channels, stride, dilation,
                dimensions=plan.dimensions, kernel=plan.kernel,
            )  # fmt: skip


def planned_projection(plan: BlockPlan) -> Convolution:
    """Return a shortcut's 1×1 of the block's stride; single frames keep their number."""
    width, stride = (plan.in_channels, plan.out_channels), plan.convolution_stride
    if plan.frames is Frames.SINGLE:
        return nn.Conv3d(*width, kernel_size=1, stride=(1, stride, stride), bias=False)
    return conv1x1(*width, stride, dimensions=plan.dimensions)


def _in_space(in_channels: int, channels: int, stride: int, dilation: int) -> nn.Conv3d:
    """Return a 1×3×3: it halves height and width, as its stride says, and keeps all frames."""
    sides = (1, stride, stride), (0, dilation, dilation), (1, dilation, dilation)
    return nn.Conv3d(in_channels, channels, (1, 3, 3), *sides, bias=False)


def _in_time(in_channels: int, channels: int, stride: int, dilation: int) -> nn.Conv3d:
    """Return a 3×1×1, which sees each position by itself."""
    sides = (stride, 1, 1), (dilation, 0, 0), (dilation, 1, 1)
    return nn.Conv3d(in_channels, channels, (3, 1, 1), *sides, bias=False)
