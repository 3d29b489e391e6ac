"""What figures show, before it has a place: chips, links, folded runs, parts."""

from collections.abc import Callable

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.graph import Graph, OpKind
from resnet_inspect.render.diagram.content.model import Content, Level, Role
from resnet_inspect.render.diagram.figure import contents_of
from resnet_inspect.render.diagram.layout.columns import unit_label
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.report import Report
from tests.builders import GraphBuilder

Reports = Callable[[str], Report]


def content(graph: Graph, level: Level = Level.BLOCK) -> Content:
    return contents_of(Report(graph), Options(level=level))


def labels(drawn: Content) -> list[str]:
    return [leaf.label for leaf in drawn.leaves]


def test_a_convolution_takes_its_normalization_and_activation_along() -> None:
    build = GraphBuilder()
    y = build.relu(build.norm(build.conv(build.input((1, 8, 4, 4)), 16)))
    drawn = content(build.graph(y))
    assert labels(drawn) == ["8×4×4", "3×3, 16"]
    assert drawn.leaves[1].nodes == (1, 2, 3)
    assert labels(content(build.graph(y), Level.LAYER)) == ["8×4×4", "3×3, 16", "BN", "ReLU"]


def test_in_pre_activation_they_belong_to_the_convolution_after_them() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    y = build.add(build.conv(build.relu(build.norm(x)), 8), x)
    drawn = content(build.graph(y))
    assert labels(drawn) == ["8×4×4", "3×3, 8", "3×3, 8", "+"]
    assert drawn.leaves[2].nodes == (2, 3, 4)


def test_what_a_shortcut_shares_with_the_main_path_is_a_chip_of_its_own() -> None:
    build = GraphBuilder()
    x = build.relu(build.norm(build.conv(build.input((1, 8, 4, 4)), 8)))
    z = build.conv(x, 8)
    shared = build.relu(build.norm(build.add(z, x)))
    y = build.add(build.conv(shared, 8), build.conv(shared, 8, kernel=1))
    assert "BN, ReLU" in labels(content(build.graph(y))) or any(
        leaf.role is Role.JOIN and len(leaf.nodes) == 3 for leaf in content(build.graph(y)).leaves
    )


def test_equal_modules_that_run_beside_each_other_are_no_chain() -> None:
    build = GraphBuilder()
    entry = build.input((1, 8, 4, 4))
    ends = []
    for name in ("branches.0", "branches.1"):
        build.enter(name)
        ends.append(build.relu(build.conv(build.relu(build.conv(entry, 8)), 8)))
        build.leave()
    drawn = content(build.graph(build.add(*ends)))
    assert {unit.repeat for section in drawn.sections for unit in section.units} == {1}
    assert labels(drawn).count("3×3, 8") == 4


def test_equal_blocks_are_drawn_once_with_all_their_nodes(report_on: Reports) -> None:
    drawn = content(report_on("resnet50").graph)
    units = [unit for section in drawn.sections for unit in section.units if unit.framed]
    assert [unit.repeat for unit in units] == [1, 2, 1, 3, 1, 5, 1, 2]
    assert unit_label(units[5]) == "layer3.1–5"
    inside = drawn.leaves[units[5].leaves[0]]
    assert len(inside.nodes) == 5 * len(inside.own)


def test_a_block_that_something_else_reads_ends_its_run() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    taps = []
    for number in range(4):
        build.enter(f"blocks.{number}")
        x = build.relu(build.add(build.conv(build.relu(build.conv(x, 8)), 8), x))
        build.leave()
        taps.append(x)
    y = build.conv(build.add(build.conv(x, 8), taps[1]), 8)
    drawn = content(build.graph(y))
    units = [unit for section in drawn.sections for unit in section.units if unit.framed]
    assert [unit.repeat for unit in units] == [2, 2]


def test_siamese_networks_have_their_stages_twice(report_on: Reports) -> None:
    drawn = content(report_on("siamese").graph)
    units = [unit for section in drawn.sections for unit in section.units if unit.framed]
    assert [unit.path for unit in units] == ["backbone", "backbone"]


def test_only_a_module_that_is_called_can_be_drawn_alone(report_on: Reports) -> None:
    drawn = contents_of(report_on("resnet50"), Options(only="layer2.0"))
    assert labels(drawn)[0] == "256×56×56"
    assert labels(drawn)[-1] == "512×28×28"
    with pytest.raises(UsageError, match=r"calls no module `layer7`.*\n.*layer4"):
        contents_of(report_on("resnet50"), Options(only="layer7"))


def test_a_broken_network_tells_what_fails_and_what_is_guessed(report_on: Reports) -> None:
    drawn = content(report_on("broken+recover").graph)
    assert [leaf.label for leaf in drawn.leaves if leaf.failed] == ["+"]
    assert [leaf.label for leaf in drawn.leaves if leaf.assumed] == ["global avg pool", "10-d fc"]


def test_an_unet_is_named_by_its_class_and_its_backbone_below(report_on: Reports) -> None:
    assert content(report_on("unet").graph).title == "UNet"


def test_two_blocks_that_an_aggregation_reads_are_no_chain() -> None:
    """In deep layer aggregation the root concatenates both: one block ×2 would hide the first."""
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    taps = []
    for number in range(2):
        build.enter(f"trees.{number}")
        x = build.relu(build.add(build.conv(build.relu(build.conv(x, 8)), 8), x))
        build.leave()
        taps.append(x)
    both = build.op("cat", OpKind.CONCAT, *reversed(taps), shape=(1, 16, 4, 4))
    drawn = content(build.graph(build.conv(both, 8, kernel=1)))
    units = [unit for section in drawn.sections for unit in section.units if unit.framed]
    assert [unit.repeat for unit in units] == [1, 1]


def parts_after_a_stage(*, enlarged: bool) -> list[str]:
    """Return the names of the parts after a block that a neck of two convolutions follows."""
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    x = build.relu(build.add(build.conv(build.relu(build.conv(x, 8)), 8), x))
    if enlarged:
        x = build.op("interpolate", OpKind.RESIZE, x, shape=(1, 8, 8, 8))
    build.enter("neck")
    x = build.relu(build.conv(build.relu(build.conv(x, 16)), 16))
    build.leave()
    drawn = content(build.graph(build.conv(x, 10, kernel=1)))
    return [section.name for section in drawn.sections if section.kind in {"head", "decoder"}]


def test_only_what_makes_maps_larger_is_a_decoder() -> None:
    assert parts_after_a_stage(enlarged=False) == ["Head"]
    assert parts_after_a_stage(enlarged=True) == ["Decoder", "Head"]
