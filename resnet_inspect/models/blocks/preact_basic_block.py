"""The basic block with pre-activation, v2 (He et al. 2016, figure 4e)."""

from torch import Tensor, nn

from resnet_inspect.models.blocks.residual_block import ResidualBlock
from resnet_inspect.models.layers.convolutions import conv3x3, normalization
from resnet_inspect.models.layers.gates import gate_for
from resnet_inspect.models.plan import BlockPlan


class PreactBasicBlock(ResidualBlock):
    """BN, ReLU and a 3×3 convolution, twice, and a shortcut: ``y = F(x) + shortcut(x)``.

    Nothing follows the add, so that a chain of blocks has a clean path from its end to its start.
    A shortcut that changes the shape reads the activated input; the identity reads x itself.

    Args:
        plan: Channels, stride and dilation. If ``input_is_activated``, the first BN and ReLU are
            left out: the network's first block follows the stem's (appendix of the paper).
        shortcut: What changes the input's shape to the output's; None is the identity.
    """

    def __init__(self, plan: BlockPlan, shortcut: nn.Module | None = None) -> None:
        super().__init__()
        channels = plan.out_channels
        first = normalization(plan.norm, plan.in_channels, plan.dimensions)
        self.bn1 = None if plan.input_is_activated else first
        sides = {"dimensions": plan.dimensions, "kernel": plan.kernel}
        self.conv1 = conv3x3(plan.in_channels, channels, plan.stride, plan.entry_dilation, **sides)
        self.bn2 = normalization(plan.norm, channels, plan.dimensions)
        self.conv2 = conv3x3(channels, channels, dilation=plan.dilation, **sides)
        self.relu = nn.ReLU(inplace=True)
        self.se = gate_for(plan.gate, channels)
        self.downsample = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(N, C_in, H, W)`` to ``(N, planes, ⌈H/stride⌉, ⌈W/stride⌉)``."""
        activated = x if self.bn1 is None else self.relu(self.bn1(x))
        out: Tensor = self.conv1(activated)
        out = self.conv2(self.relu(self.bn2(out)))
        if self.se is not None:
            out = self.se(out)
        shortcut = x if self.downsample is None else self.downsample(activated)
        return out + shortcut

    def zero_main_path(self) -> None:
        """Set the last convolution to zero: no batch normalization follows it."""
        nn.init.zeros_(self.conv2.weight)
