"""The stages of a network, and how its weights are drawn."""

from collections.abc import Callable, Mapping, Sequence

from torch import nn

from resnet_inspect.models.architecture import Architecture, BlockKind
from resnet_inspect.models.blocks.basic_block import BasicBlock
from resnet_inspect.models.blocks.bottleneck import Bottleneck
from resnet_inspect.models.blocks.improved_block import ImprovedBlock
from resnet_inspect.models.blocks.preact_basic_block import PreactBasicBlock
from resnet_inspect.models.blocks.preact_bottleneck import PreactBottleneck
from resnet_inspect.models.blocks.residual_block import ResidualBlock
from resnet_inspect.models.blocks.shortcuts import shortcut_for
from resnet_inspect.models.layers.convolutions import CONVOLUTIONS
from resnet_inspect.models.plan import BlockPlan

BLOCKS: Mapping[tuple[BlockKind, bool], Callable[[BlockPlan, nn.Module | None], ResidualBlock]] = {
    (BlockKind.BASIC, False): BasicBlock,
    (BlockKind.BOTTLENECK, False): Bottleneck,
    (BlockKind.BASIC, True): PreactBasicBlock,
    (BlockKind.BOTTLENECK, True): PreactBottleneck,
    (BlockKind.IMPROVED, False): ImprovedBlock,
}
"""The class of a block, by what is on its main path and whether it is pre-activated."""


def make_stage(plans: Sequence[BlockPlan]) -> nn.Sequential:
    """Return the blocks of one stage; all but the first keep the shape of their input."""
    blocks = []
    for plan in plans:
        block = BLOCKS[plan.kind, plan.preactivation]
        blocks.append(block(plan, shortcut_for(plan)))
    return nn.Sequential(*blocks)


def initialize(model: nn.Module, architecture: Architecture) -> None:
    """Draw the weights as in the papers.

    Convolutions get He initialization of the backward pass (He et al. 2015b, Delving Deep into
    Rectifiers, equation 14); batch normalizations start as scale 1 and shift 0, which is torch's
    own default, and the classifier keeps torch's.
    """
    for module in model.modules():
        if isinstance(module, CONVOLUTIONS[architecture.dimensions]):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    if architecture.zero_init_residual:
        for module in model.modules():
            if isinstance(module, ResidualBlock):
                module.zero_main_path()
