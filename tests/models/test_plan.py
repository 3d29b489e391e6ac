"""The blocks of a network, against He et al. 2015, table 1."""

from dataclasses import replace

from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.plan import BlockPlan, plan_stages
from resnet_inspect.models.variants import variant


def architecture(name: str, output_stride: int | None = None) -> Architecture:
    return replace(variant(name).architecture, output_stride=output_stride)


def blocks(name: str, output_stride: int | None = None) -> list[BlockPlan]:
    return [block for stage in plan_stages(architecture(name, output_stride)) for block in stage]


def test_resnet50_has_the_channels_of_table_1() -> None:
    stages = plan_stages(architecture("resnet50"))
    assert [len(stage) for stage in stages] == [3, 4, 6, 3]
    assert [stage[0].width for stage in stages] == [64, 128, 256, 512]
    assert [stage[0].out_channels for stage in stages] == [256, 512, 1024, 2048]
    assert [stage[0].stride for stage in stages] == [1, 2, 2, 2]


def test_only_the_first_block_of_a_stage_changes_the_shape() -> None:
    for stage in plan_stages(architecture("resnet50")):
        assert [block.keeps_shape for block in stage] == [False] + [True] * (len(stage) - 1)


def test_the_first_stage_of_resnet34_keeps_the_shape_throughout() -> None:
    first, second, *_ = plan_stages(architecture("resnet34"))
    assert all(block.keeps_shape for block in first)
    assert not second[0].keeps_shape


def test_each_block_takes_what_the_one_before_returns() -> None:
    chain = blocks("resnext50_32x4d")
    outputs = [64, *(block.out_channels for block in chain)]
    assert [block.in_channels for block in chain] == outputs[:-1]


def test_resnext_is_as_wide_as_its_name_says() -> None:
    first = blocks("resnext50_32x4d")[0]
    assert (first.cardinality, first.base_width, first.width) == (32, 4, 128)
    assert blocks("wide_resnet50_2")[0].width == 128


def test_the_layer_that_gave_up_its_stride_keeps_the_dilation_before_it() -> None:
    *_, layer3, layer4 = plan_stages(architecture("resnet50", output_stride=8))
    assert [(block.entry_dilation, block.dilation) for block in layer3] == [(1, 2)] + [(2, 2)] * 5
    assert [(block.entry_dilation, block.dilation) for block in layer4] == [(2, 4)] + [(4, 4)] * 2
    assert {block.stride for block in (*layer3, *layer4)} == {1}


def test_only_the_very_first_preactivation_block_finds_its_input_activated() -> None:
    assert [block.input_is_activated for block in blocks("resnet50_v2")] == [True] + [False] * 15
    assert not any(block.input_is_activated for block in blocks("resnet50"))
