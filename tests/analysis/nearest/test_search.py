"""The nearest published network, on plans alone: no torch."""

from dataclasses import replace

import pytest

from resnet_inspect.analysis.nearest.anatomy import Anatomy
from resnet_inspect.analysis.nearest.anatomy_of_variant import anatomy_of_plan
from resnet_inspect.analysis.nearest.departure import DepartureKind
from resnet_inspect.analysis.nearest.layer import Layer, Role
from resnet_inspect.analysis.nearest.search import Nearest, nearest_reference
from resnet_inspect.models.architecture import Architecture, StemKind, StridePlace
from resnet_inspect.models.variants import VARIANTS, variant

RESNET50 = variant("resnet50").architecture


def near(network: Anatomy) -> Nearest:
    found = nearest_reference(network)
    assert found is not None
    return found


def kinds(found: Nearest) -> list[DepartureKind]:
    return [departure.kind for departure in found.departures]


@pytest.mark.parametrize("name", VARIANTS)
def test_each_published_network_is_nearest_to_itself(name: str) -> None:
    published = variant(name)
    found = near(anatomy_of_plan(published.architecture))
    assert found.exact
    assert found.distance == 0
    assert found.variant.architecture.blocks == published.blocks


def test_what_is_recognized_is_not_searched_for() -> None:
    found = nearest_reference(anatomy_of_plan(RESNET50), "ResNet-50 v1.5 backbone")
    assert found is not None
    assert found.variant.name == "resnet50"


@pytest.mark.parametrize(
    ("choices", "kind", "text"),
    [
        ({"blocks": (3, 4, 6, 4)}, DepartureKind.DEPTH, "stage 4 has 4 blocks, not 3"),
        ({"blocks": (2, 3, 6, 3)}, DepartureKind.DEPTH, "stage 1 has 2 blocks, not 3"),
        ({"base_width": 32}, DepartureKind.WIDTH, "the inner width of every stage times 0.5"),
        ({"first_planes": 48}, DepartureKind.WIDTH, "0.75 times as wide"),
        ({"stem": StemKind.CIFAR, "blocks": (3, 8, 36, 3)}, DepartureKind.MISSING, "no max pool"),
        ({"cardinality": 4, "base_width": 16}, DepartureKind.GROUPS, "groups 4, not 1"),
    ],
)
def test_a_changed_choice_is_a_departure(
    choices: dict[str, object], kind: DepartureKind, text: str
) -> None:
    found = near(anatomy_of_plan(replace(RESNET50, **choices)))  # type: ignore[arg-type]
    assert kind in kinds(found)
    assert text in "; ".join(departure.text for departure in found.departures)


def test_classes_and_image_channels_are_no_departures() -> None:
    found = near(anatomy_of_plan(replace(RESNET50, num_classes=10, in_channels=1)))
    assert found.exact
    assert [(change.attribute, change.found) for change in found.parameters] == [
        ("image channels", 1),
        ("classes", 10),
    ]


def test_a_stage_that_strides_on_another_convolution_names_both_kernels() -> None:
    plan = anatomy_of_plan(RESNET50)
    v1 = anatomy_of_plan(replace(RESNET50, stride_on=StridePlace.FIRST_1X1))
    found = near(replace(plan, stages=(*plan.stages[:3], v1.stages[3])))
    assert [departure.text for departure in found.departures] == [
        "stage 4 strides on the 1×1 convolution, not the 3×3 convolution"
    ]
    assert found.departures[0].stages == (3,)


def test_another_activation_everywhere_is_one_departure() -> None:
    found = near(_with_activation(anatomy_of_plan(RESNET50), "silu"))
    assert [departure.text for departure in found.departures] == [
        "silu in place of relu in the stem and every stage"
    ]


def test_a_shortcut_is_told_only_where_nothing_explains_it() -> None:
    plain = anatomy_of_plan(RESNET50)
    first = plain.stages[1].blocks[1]
    projected = replace(first, shortcut=plain.stages[0].blocks[0].shortcut)
    stage = replace(plain.stages[1], blocks=(plain.stages[1].blocks[0], projected, first, first))
    found = near(replace(plain, stages=(plain.stages[0], stage, *plain.stages[2:])))
    assert kinds(found) == [DepartureKind.SHORTCUT]


def test_a_network_without_stages_is_near_to_nothing() -> None:
    plain = Anatomy(stem=anatomy_of_plan(RESNET50).stem, stages=(), head=())
    assert nearest_reference(plain) is None


def test_a_missing_stage_is_told() -> None:
    plain = anatomy_of_plan(RESNET50)
    found = near(replace(plain, stages=plain.stages[:3], head=()))
    assert DepartureKind.STAGES in kinds(found)


def _with_activation(network: Anatomy, name: str) -> Anatomy:
    def changed(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
        other = Layer(Role.ACTIVATION, name)
        return tuple(other if layer.role is Role.ACTIVATION else layer for layer in layers)

    stages = tuple(
        replace(
            stage,
            blocks=tuple(
                replace(block, main=changed(block.main), after=changed(block.after))
                for block in stage.blocks
            ),
        )
        for stage in network.stages
    )
    return replace(network, stem=changed(network.stem), stages=stages)


def test_a_changed_plan_is_no_published_one() -> None:
    architecture = Architecture(block=RESNET50.block, blocks=(1, 2, 9, 1), first_planes=24)
    found = nearest_reference(anatomy_of_plan(architecture))
    assert found is None or not found.exact


def test_a_network_of_half_the_width_is_not_taken_for_the_next_stages() -> None:
    plain = variant("resnet18").architecture
    found = near(anatomy_of_plan(replace(plain, first_planes=32)))
    assert found.variant.name == "resnet18"
    assert [departure.text for departure in found.departures] == ["0.5 times as wide"]


def test_the_number_of_dimensions_is_a_departure_where_no_network_has_it() -> None:
    found = near(anatomy_of_plan(replace(variant("resnet18").architecture, dimensions=1)))
    assert found.variant.name == "resnet18"
    assert [departure.text for departure in found.departures] == ["1-D, not 2-D"]


def test_a_longer_head_ends_in_the_classifier() -> None:
    plain = anatomy_of_plan(RESNET50)
    *before, last = plain.head
    widths = (("input width", 2048), ("width", 256)), (("input width", 256), ("width", 3))
    first, second = (replace(last, settings=one) for one in widths)
    found = near(replace(plain, head=(*before, first, Layer(Role.ACTIVATION, "relu"), second)))
    assert [departure.text for departure in found.departures] == [
        "additional linear, relu in the head"
    ]
    assert [(one.attribute, one.found) for one in found.parameters] == [("classes", 3)]


def test_no_normalization_on_all_paths_is_one_departure() -> None:
    def bare(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
        return tuple(layer for layer in layers if layer.role is not Role.NORM)

    plain = anatomy_of_plan(RESNET50)
    stages = tuple(
        replace(stage, blocks=tuple(
            replace(block, main=bare(block.main), shortcut=bare(block.shortcut))
            for block in stage.blocks
        ))
        for stage in plain.stages
    )  # fmt: skip
    found = near(replace(plain, stem=bare(plain.stem), stages=stages))
    assert [departure.text for departure in found.departures] == [
        "no batch norm in the stem and every stage"
    ]


def test_many_further_layers_make_another_network() -> None:
    plain = anatomy_of_plan(RESNET50)
    more = tuple(Layer(Role.OTHER, f"operator_{number}") for number in range(20))
    stages = tuple(
        replace(stage, blocks=tuple(
            replace(block, main=(*block.main, *more)) for block in stage.blocks
        ))
        for stage in plain.stages
    )  # fmt: skip
    assert nearest_reference(replace(plain, stages=stages)) is None


def test_layers_that_follow_each_other_are_one_departure() -> None:
    plain = anatomy_of_plan(RESNET50)
    conv, norm, activation, pool = plain.stem
    again = Layer(conv.role, "conv", (*conv.settings[:1], ("input width", 64), *conv.settings[2:]))
    found = near(replace(plain, stem=(conv, norm, activation, again, norm, activation, pool)))
    assert len(found.departures) == 1
    assert found.departures[0].text.startswith("additional ")
    assert "batch norm, relu" in found.departures[0].text


def test_one_stage_of_three_is_near_to_nothing() -> None:
    plain = anatomy_of_plan(variant("resnet20").architecture)
    stem = tuple(layer for layer in plain.stem if layer.role is not Role.NORM)
    assert nearest_reference(replace(plain, stem=stem, stages=plain.stages[:1], head=())) is None
