"""Arguments of a reference network: what is accepted, and what is said about the rest."""

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.models.architecture import Shortcut, StridePlace
from resnet_inspect.models.arguments import ARGUMENTS, customize
from resnet_inspect.models.variants import variant

RESNET18 = variant("resnet18").architecture
RESNET20 = variant("resnet20").architecture
RESNET50 = variant("resnet50").architecture


def test_no_arguments_change_nothing() -> None:
    assert customize(RESNET50, {}) == RESNET50


def test_a_choice_can_be_given_as_its_text() -> None:
    assert customize(RESNET20, {"shortcut": "B"}) == variant("resnet20_b").architecture
    assert customize(RESNET20, {"shortcut": Shortcut.PROJECTION}).shortcut is Shortcut.PROJECTION
    assert customize(RESNET50, {"stride_on": "1x1"}).stride_on is StridePlace.FIRST_1X1


@pytest.mark.parametrize(
    ("start", "arguments", "name"),
    [
        ("resnet50", {"stem": "deep", "shortcut": "D"}, "resnet50d"),
        ("resnet50", {"gate": "se"}, "seresnet50"),
        ("resnet50", {"preactivation": True}, "resnet50_v2"),
        ("resnet50", {"base_width": 128}, "wide_resnet50_2"),
        ("resnet101", {"cardinality": 32, "base_width": 8}, "resnext101_32x8d"),
        ("resnet50", {"blocks": [3, 8, 36, 3]}, "resnet152"),
    ],
)
def test_arguments_lead_from_one_variant_to_another(
    start: str, arguments: dict[str, object], name: str
) -> None:
    assert customize(variant(start).architecture, arguments) == variant(name).architecture


def test_an_unknown_argument_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(UsageError, match="no argument `num_class`") as caught:
        customize(RESNET50, {"num_class": 10})
    assert "Did you mean `num_classes`?" in caught.value.hint
    assert all(name in caught.value.hint for name in ARGUMENTS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"num_classes": "ten"}, "num_classes='ten' cannot be: it takes a positive whole number"),
        ({"num_classes": 0}, "num_classes=0 cannot be"),
        ({"num_classes": True}, "num_classes=True cannot be"),
        ({"num_classes": None}, "num_classes=None cannot be"),
        ({"zero_init_residual": 1}, "it takes True or False"),
        ({"shortcut": "E"}, "shortcut='E' cannot be: it is one of A, B, C, D"),
        ({"stem": 7}, "it is one of imagenet, deep, tiered, video, video_2\\+1d, cifar, face"),
        ({"blocks": (3, 4, 6)}, None),
        ({"blocks": (3, 4)}, "names 2 stages; a ResNet here has 3 or 4"),
        ({"blocks": (3, 0, 6, 3)}, "one for each stage"),
        ({"blocks": 3}, "one for each stage"),
        ({"output_stride": 8}, None),
        ({"output_stride": None}, None),
        ({"output_stride": 12}, "output_stride=12 cannot be had; it is one of 32, 16, 8, 4"),
        ({"block": "basic", "cardinality": 32}, "basic blocks have"),
    ],
)
def test_a_value_is_checked(arguments: dict[str, object], message: str | None) -> None:
    if message is None:
        customize(RESNET50, arguments)
    else:
        with pytest.raises(UsageError, match=message):
            customize(RESNET50, arguments)


def test_a_basic_block_has_no_groups_and_no_base_width() -> None:
    for arguments in ({"cardinality": 2}, {"base_width": 128}):
        with pytest.raises(UsageError, match="cardinality and base_width stay"):
            customize(RESNET18, arguments)


def test_output_strides_on_offer_depend_on_the_stem() -> None:
    assert RESNET50.output_strides == (32, 16, 8, 4)
    assert RESNET20.output_strides == (4, 2, 1)
