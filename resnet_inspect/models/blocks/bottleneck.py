"""The bottleneck of ResNet-50 and deeper networks (He et al. 2015, figure 5, right).

One class covers what later papers changed in it: v1.5 moves the stride from the first 1×1 to the
3×3; Wide ResNet widens the 3×3; ResNeXt splits it into groups (Xie et al. 2017, figure 3c).
"""

from torch import Tensor, nn

from resnet_inspect.models.architecture import StridePlace
from resnet_inspect.models.blocks.residual_block import ResidualBlock
from resnet_inspect.models.layers.blur import Blur
from resnet_inspect.models.layers.convolutions import conv1x1, conv3x3, normalization
from resnet_inspect.models.layers.gates import gate_for
from resnet_inspect.models.plan import BlockPlan


class Bottleneck(ResidualBlock):
    """1×1 reduces, 3×3, 1×1 restores, and a shortcut: ``y = relu(F(x) + shortcut(x))``.

    Args:
        plan: Channels, groups, stride and dilation.
        shortcut: What changes the input's shape to the output's; None is the identity.
    """

    def __init__(self, plan: BlockPlan, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        if plan.stride_on is StridePlace.FIRST_1X1:
            reduce_stride, spatial_stride, dilation = plan.stride, 1, plan.dilation
        else:
            reduce_stride, spatial_stride, dilation = (
                1,
                plan.convolution_stride,
                plan.entry_dilation,
            )
        self.conv1 = conv1x1(
            plan.in_channels, plan.width, reduce_stride, dimensions=plan.dimensions
        )
        self.bn1 = normalization(plan.norm, plan.width, plan.dimensions)
        self.conv2 = conv3x3(
            plan.width,
            plan.width,
            spatial_stride,
            dilation,
            plan.cardinality,
            dimensions=plan.dimensions,
            kernel=plan.kernel,
        )
        self.bn2 = normalization(plan.norm, plan.width, plan.dimensions)
        self.aa = Blur(plan.width, plan.stride) if plan.blurs else None
        self.conv3 = conv1x1(plan.width, plan.out_channels, dimensions=plan.dimensions)
        self.bn3 = normalization(plan.norm, plan.out_channels, plan.dimensions)
        self.relu = nn.ReLU(inplace=True)
        self.se = gate_for(plan.gate, plan.out_channels)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(N, C_in, H, W)`` to ``(N, 4 planes, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        out: Tensor = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        if self.aa is not None:
            out = self.aa(out)
        out = self.bn3(self.conv3(out))
        if self.se is not None:
            out = self.se(out)
        shortcut = x if self.downsample is None else self.downsample(x)
        joined: Tensor = self.relu(out + shortcut)
        return joined

    def zero_main_path(self) -> None:
        """Set the scale of the last batch normalization to zero."""
        nn.init.zeros_(self.bn3.weight)
