"""The bottleneck with pre-activation, v2 (He et al. 2016, figure 4e and appendix).

The stride is on the 3×3, as in all later implementations; He's own code for v2 has it on the 1×1.
"""

from torch import Tensor, nn

from resnet_inspect.models.architecture import StridePlace
from resnet_inspect.models.blocks.residual_block import ResidualBlock
from resnet_inspect.models.layers.convolutions import conv1x1, conv3x3, normalization
from resnet_inspect.models.layers.gates import gate_for
from resnet_inspect.models.plan import BlockPlan


class PreactBottleneck(ResidualBlock):
    """BN and ReLU before each of 1×1, 3×3, 1×1, and a shortcut: ``y = F(x) + shortcut(x)``.

    Nothing follows the add, so that a chain of blocks has a clean path from its end to its start.
    A shortcut that changes the shape reads the activated input; the identity reads x itself.

    Args:
        plan: Channels, groups, stride and dilation. If ``input_is_activated``, the first BN and
            ReLU are left out: the network's first block follows the stem's (appendix of the paper).
        shortcut: What changes the input's shape to the output's; None is the identity.
    """

    def __init__(self, plan: BlockPlan, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        if plan.stride_on is StridePlace.FIRST_1X1:
            reduce_stride, spatial_stride, dilation = plan.stride, 1, plan.dilation
        else:
            reduce_stride, spatial_stride, dilation = 1, plan.stride, plan.entry_dilation
        first = normalization(plan.norm, plan.in_channels, plan.dimensions)
        self.bn1 = None if plan.input_is_activated else first
        self.conv1 = conv1x1(
            plan.in_channels, plan.width, reduce_stride, dimensions=plan.dimensions
        )
        self.bn2 = normalization(plan.norm, plan.width, plan.dimensions)
        self.conv2 = conv3x3(
            plan.width,
            plan.width,
            spatial_stride,
            dilation,
            plan.cardinality,
            dimensions=plan.dimensions,
            kernel=plan.kernel,
        )
        self.bn3 = normalization(plan.norm, plan.width, plan.dimensions)
        self.conv3 = conv1x1(plan.width, plan.out_channels, dimensions=plan.dimensions)
        self.relu = nn.ReLU(inplace=True)
        self.se = gate_for(plan.gate, plan.out_channels)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(N, C_in, H, W)`` to ``(N, 4 planes, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        activated = x if self.bn1 is None else self.relu(self.bn1(x))
        out: Tensor = self.conv1(activated)
        out = self.conv2(self.relu(self.bn2(out)))
        out = self.conv3(self.relu(self.bn3(out)))
        if self.se is not None:
            out = self.se(out)
        shortcut = x if self.downsample is None else self.downsample(activated)
        return out + shortcut

    def zero_main_path(self) -> None:
        """Set the last convolution to zero: no batch normalization follows it."""
        nn.init.zeros_(self.conv3.weight)
