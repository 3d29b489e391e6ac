"""The table of variants: names, titles, nearest names, and no torch behind it."""

import re
import subprocess
import sys

import pytest

from resnet_inspect.errors import UnknownModelError
from resnet_inspect.models.architecture import StridePlace
from resnet_inspect.models.variants import VARIANTS, variant

COVERED = """
    resnet18 resnet34 resnet50 resnet101 resnet152 resnet200
    resnet18_v1 resnet34_v1 resnet50_v1 resnet101_v1 resnet152_v1
    resnet18_v2 resnet34_v2 resnet50_v2 resnet101_v2 resnet152_v2 resnet200_v2
    wide_resnet50_2 wide_resnet101_2
    resnext50_32x4d resnext101_32x4d resnext101_32x8d resnext101_64x4d
    resnet18d resnet26d resnet34d resnet50d resnet101d resnet152d resnet200d
    seresnet18 seresnet34 seresnet50 seresnet101 seresnet152
    resnet20 resnet32 resnet44 resnet56 resnet110 resnet1202
    resnet20_b resnet32_b resnet44_b resnet56_b resnet110_b resnet1202_b
    resnet110_v2 resnet164_v2 resnet1001_v2
    resnet34_a resnet34_c
    wide_resnet18_2 wide_resnet18_3 wide_resnet34_2
    wrn16_2 wrn16_4 wrn16_8 wrn16_10 wrn22_8 wrn22_10 wrn28_2 wrn28_10 wrn28_12 wrn34_10
    wrn40_1 wrn40_2 wrn40_4 wrn40_8 wrn70_16
    resnext50_2x40d resnext50_4x24d resnext50_8x14d
    resnext101_32x16d resnext101_32x32d resnext101_32x48d resnext29_8x64d resnext29_16x64d
    seresnext50_32x4d seresnext101_32x4d
    ecaresnet18 ecaresnet34 ecaresnet50 ecaresnet101 ecaresnet152
    ecaresnet26t ecaresnet50t ecaresnet50d ecaresnet101d
    resnet50c resnet101c resnet152c resnet10t resnet14t resnet26t resnet50t
    resnet18_gn resnet34_gn resnet50_gn resnet101_gn
    resnet18_blur resnet34_blur resnet50_blur resnet101_blur
    resnet20_c resnet32_c resnet44_c resnet56_c resnet110_c
    resnet18_cifar resnet34_cifar resnet50_cifar resnet101_cifar
    resnet18_v2_cifar resnet34_v2_cifar
    r3d_18 r3d_34 mc3_18 r2plus1d_18
    iresnet18 iresnet34 iresnet50 iresnet100
    xresnet1d18 xresnet1d34 xresnet1d50 xresnet1d101 xresnet1d152
    resnet18_3d resnet34_3d resnet50_3d resnet101_3d resnet152_3d resnet200_3d
"""


def test_the_table_holds_exactly_these_names_each_once() -> None:
    assert sorted(VARIANTS) == sorted(COVERED.split())


@pytest.mark.parametrize("name", VARIANTS)
def test_a_name_tells_the_depth_that_the_blocks_add_up_to(name: str) -> None:
    found = re.search(r"\d+(?!d_)", re.sub("^(r2plus1d_|mc3_|xresnet1d)", "", name))
    assert found is not None
    projections = 2 if name.startswith("wrn") else 0  # 6 n + 4 counts the three, not the classifier
    assert VARIANTS[name].architecture.depth + projections == int(found[0])


def test_every_title_is_different() -> None:
    assert len({variant.title for variant in VARIANTS.values()}) == len(VARIANTS)


def test_a_variant_says_where_it_comes_from() -> None:
    resnet50_v1 = variant("resnet50_v1")
    assert resnet50_v1.paper.citation == "He et al. 2015"
    assert resnet50_v1.paper.url == "https://arxiv.org/abs/1512.03385"
    assert (resnet50_v1.year, resnet50_v1.blocks) == (2015, (3, 4, 6, 3))
    assert resnet50_v1.architecture.stride_on is StridePlace.FIRST_1X1


def test_cifar_networks_take_small_images_with_ten_classes() -> None:
    assert variant("resnet20").input_shape == (1, 3, 32, 32)
    assert variant("resnet20").architecture.num_classes == 10
    assert variant("resnet50").input_shape == (1, 3, 224, 224)


@pytest.mark.parametrize(
    ("misspelled", "meant"),
    [
        ("resnet51", "resnet50"),
        ("resnt50", "resnet50"),
        ("ResNet-50", "resnet50"),
        ("RESNET_152", "resnet152"),
        ("resnext50", "resnext50_32x4d"),
        ("wide_resnet50", "wide_resnet50_2"),
        ("se_resnet50", "seresnet50"),
        ("resnet50v2", "resnet50_v2"),
        ("resnet-50-d", "resnet50d"),
        ("resnet110b", "resnet110_b"),
    ],
)
def test_a_misspelled_name_is_answered_with_the_nearest(misspelled: str, meant: str) -> None:
    with pytest.raises(UnknownModelError) as caught:
        variant(misspelled)
    assert meant in caught.value.nearest
    assert meant in str(caught.value)


def test_a_name_like_no_other_is_answered_without_a_guess() -> None:
    with pytest.raises(UnknownModelError) as caught:
        variant("transformer")
    assert caught.value.nearest == ()


def test_names_and_plans_are_there_without_torch() -> None:
    code = (
        "import sys, resnet_inspect.models.variants, resnet_inspect.models.plan, "
        "resnet_inspect.models.arguments; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
