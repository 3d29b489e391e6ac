"""Residual blocks and their shortcuts, one at a time."""

import pytest
import torch
from torch import Tensor, nn

from resnet_inspect.models.architecture import BlockKind, Gate, Shortcut, StridePlace
from resnet_inspect.models.blocks.basic_block import BasicBlock
from resnet_inspect.models.blocks.bottleneck import Bottleneck
from resnet_inspect.models.blocks.shortcuts import ZeroPadding, shortcut_for
from resnet_inspect.models.layers.squeeze_excitation import SqueezeExcitation
from resnet_inspect.models.plan import BlockPlan
from resnet_inspect.models.stages import BLOCKS

KINDS = list(BLOCKS)
PREACTIVATED = [kind for kind, preactivation in KINDS if preactivation]


def plan(kind: BlockKind = BlockKind.BASIC, **changes: object) -> BlockPlan:
    channels = {"kind": kind, "in_channels": 8 * kind.expansion, "planes": 8}
    return BlockPlan(**(channels | changes))


def feature_map(block: BlockPlan) -> Tensor:
    return torch.randn(2, block.in_channels, 7, 6, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("kind", "preactivation"), KINDS)
@pytest.mark.parametrize("option", Shortcut)
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("gate", Gate)
def test_every_block_maps_its_shape_and_trains(
    kind: BlockKind, option: Shortcut, stride: int, gate: Gate, *, preactivation: bool
) -> None:
    block_plan = plan(
        kind,
        in_channels=8,
        planes=16,
        stride=stride,
        shortcut=option,
        preactivation=preactivation,
        gate=gate,
    )
    block = BLOCKS[kind, preactivation](block_plan, shortcut_for(block_plan))
    x = feature_map(block_plan).requires_grad_()
    y = block(x)
    assert y.shape == (2, 16 * kind.expansion, -(-7 // stride), -(-6 // stride))
    y.square().sum().backward()
    assert all(parameter.grad is not None for parameter in block.parameters())


@pytest.mark.parametrize(("kind", "preactivation"), KINDS)
def test_a_zeroed_main_path_leaves_the_identity(kind: BlockKind, *, preactivation: bool) -> None:
    block_plan = plan(kind, preactivation=preactivation)
    block = BLOCKS[kind, preactivation](block_plan, shortcut_for(block_plan))
    block.zero_main_path()
    x = feature_map(block_plan)
    ends_in_add = preactivation or kind is BlockKind.IMPROVED
    assert torch.equal(block(x), x if ends_in_add else x.relu())


def test_no_shortcut_module_where_the_shape_stays() -> None:
    assert shortcut_for(plan()) is None
    assert shortcut_for(plan(shortcut=Shortcut.ZERO_PADDING)) is None
    assert shortcut_for(plan(shortcut=Shortcut.ALWAYS_PROJECTION)) is not None


def test_option_a_keeps_every_other_position_and_adds_channels_of_zeros() -> None:
    x = torch.arange(2 * 2 * 5 * 4.0).reshape(2, 2, 5, 4)
    y = ZeroPadding(extra_channels=3, stride=2)(x)
    assert y.shape == (2, 5, 3, 2)
    assert torch.equal(y[:, :2], x[:, :, ::2, ::2])
    assert not y[:, 2:].any()


def test_option_a_has_no_parameters_and_option_b_a_convolution_with_its_norm() -> None:
    changes = {"in_channels": 4, "stride": 2}
    padding = shortcut_for(plan(shortcut=Shortcut.ZERO_PADDING, **changes))
    projection = shortcut_for(plan(shortcut=Shortcut.PROJECTION, **changes))
    assert padding is not None
    assert projection is not None
    assert not list(padding.parameters())
    assert [type(module) for module in projection.children()] == [nn.Conv2d, nn.BatchNorm2d]


def test_option_d_sees_every_position() -> None:
    shortcut = shortcut_for(
        plan(in_channels=4, stride=2, shortcut=Shortcut.POOLED_PROJECTION, preactivation=True)
    )
    assert shortcut is not None
    x = torch.randn(1, 4, 7, 6, requires_grad=True)
    shortcut(x).sum().backward()
    assert x.grad is not None
    assert x.grad.ne(0).all()


def test_v1_strides_on_the_1x1_and_v15_on_the_3x3() -> None:
    v1 = Bottleneck(plan(BlockKind.BOTTLENECK, stride=2, stride_on=StridePlace.FIRST_1X1))
    v15 = Bottleneck(plan(BlockKind.BOTTLENECK, stride=2))
    assert (v1.conv1.stride, v1.conv2.stride) == ((2, 2), (1, 1))
    assert (v15.conv1.stride, v15.conv2.stride) == ((1, 1), (2, 2))


def test_groups_split_the_3x3_alone() -> None:
    block = Bottleneck(plan(BlockKind.BOTTLENECK, planes=64, cardinality=32, base_width=4))
    assert (block.conv1.groups, block.conv2.groups, block.conv3.groups) == (1, 32, 1)
    assert block.conv2.weight.shape == (128, 4, 3, 3)


def test_an_identity_that_preactivation_passes_on_is_untouched() -> None:
    block_plan = plan(preactivation=True)
    block = BLOCKS[BlockKind.BASIC, True](block_plan, None)
    x = feature_map(block_plan)
    before = x.clone()
    block(x)
    assert torch.equal(x, before)


def test_a_basic_block_is_the_equation_of_the_paper() -> None:
    block = BasicBlock(plan()).eval()
    x = feature_map(plan())
    main_path = block.bn2(block.conv2(block.bn1(block.conv1(x)).relu()))
    assert torch.equal(block(x), (main_path + x).relu())


def test_the_gate_scales_each_channel_by_one_factor_below_one() -> None:
    x = torch.rand(2, 32, 4, 4) + 0.5
    factors = SqueezeExcitation(32)(x) / x
    assert torch.allclose(factors, factors[:, :, :1, :1].expand_as(factors))
    assert 0 < factors.min() < factors.max() < 1


@pytest.mark.parametrize("kind", PREACTIVATED)
def test_a_preactivation_projection_reads_the_activated_input(kind: BlockKind) -> None:
    block_plan = plan(kind, planes=16, preactivation=True)
    block = BLOCKS[kind, True](block_plan, shortcut_for(block_plan)).eval()
    block.zero_main_path()
    x = feature_map(block_plan)
    assert torch.equal(block(x), block.downsample(block.bn1(x).relu()))
