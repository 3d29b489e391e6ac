"""The basic block of ResNet-18 and ResNet-34 (He et al. 2015, figure 5, left)."""

from torch import Tensor, nn

from resnet_inspect.models.blocks.residual_block import ResidualBlock
from resnet_inspect.models.layers.blur import Blur
from resnet_inspect.models.layers.convolutions import normalization
from resnet_inspect.models.layers.gates import gate_for
from resnet_inspect.models.layers.planned import planned_convolution
from resnet_inspect.models.plan import BlockPlan


class BasicBlock(ResidualBlock):
    """Two 3×3 convolutions and a shortcut: ``y = relu(F(x) + shortcut(x))``.

    The first convolution carries the stride. ReLU comes after the add, and not between the last
    batch normalization and the add: the main path must be able to subtract.

    Args:
        plan: Channels, stride and dilation.
        shortcut: What changes the input's shape to the output's; None is the identity.
    """

    def __init__(self, plan: BlockPlan, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        channels = plan.out_channels
        self.conv1 = planned_convolution(
            plan, plan.in_channels, plan.convolution_stride, plan.entry_dilation
        )
        self.bn1 = normalization(plan.norm, channels, plan.dimensions)
        self.relu = nn.ReLU(inplace=True)
        self.aa = Blur(channels, plan.stride) if plan.blurs else None
        self.conv2 = planned_convolution(plan, channels, dilation=plan.dilation)
        self.bn2 = normalization(plan.norm, channels, plan.dimensions)
        self.se = gate_for(plan.gate, channels)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(N, C_in, H, W)`` to ``(N, planes, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        out: Tensor = self.relu(self.bn1(self.conv1(x)))
        if self.aa is not None:
            out = self.aa(out)
        out = self.bn2(self.conv2(out))
        if self.se is not None:
            out = self.se(out)
        shortcut = x if self.downsample is None else self.downsample(x)
        joined: Tensor = self.relu(out + shortcut)
        return joined

    def zero_main_path(self) -> None:
        """Set the scale of the last batch normalization to zero."""
        nn.init.zeros_(self.bn2.weight)
