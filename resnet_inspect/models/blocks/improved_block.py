"""The improved residual unit of iResNet (Deng et al. 2019, section 3.1)."""

from torch import Tensor, nn

from resnet_inspect.models.blocks.residual_block import ResidualBlock
from resnet_inspect.models.layers.convolutions import conv3x3, normalization
from resnet_inspect.models.layers.gates import gate_for
from resnet_inspect.models.plan import BlockPlan


class ImprovedBlock(ResidualBlock):
    """BN, 3×3, BN, PReLU, 3×3, BN, and a shortcut: ``y = F(x) + shortcut(x)``.

    The second convolution carries the stride. Nothing follows the add, and the shortcut reads x
    itself, not what the first normalization makes of it.

    Args:
        plan: Channels, stride and dilation.
        shortcut: What changes the input's shape to the output's; None is the identity.
    """

    def __init__(self, plan: BlockPlan, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        channels = plan.out_channels
        self.bn1 = normalization(plan.norm, plan.in_channels)
        self.conv1 = conv3x3(plan.in_channels, channels, dilation=plan.entry_dilation)
        self.bn2 = normalization(plan.norm, channels)
        self.prelu = nn.PReLU(channels)
        self.conv2 = conv3x3(channels, channels, plan.stride, plan.dilation)
        self.bn3 = normalization(plan.norm, channels)
        self.se = gate_for(plan.gate, channels)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(N, C_in, H, W)`` to ``(N, planes, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        out: Tensor = self.prelu(self.bn2(self.conv1(self.bn1(x))))
        out = self.bn3(self.conv2(out))
        if self.se is not None:
            out = self.se(out)
        return out + (x if self.downsample is None else self.downsample(x))

    def zero_main_path(self) -> None:
        """Set the scale of the last batch normalization to zero."""
        nn.init.zeros_(self.bn3.weight)
