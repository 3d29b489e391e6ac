"""The costs in the table, against the built networks, the papers, and torchvision."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from resnet_inspect.models.build import build
from resnet_inspect.models.variants import VARIANTS, variant


@pytest.mark.parametrize("name", VARIANTS)
def test_the_table_tells_what_the_network_costs(name: str) -> None:
    entry = VARIANTS[name]
    with torch.device("meta"), torch.no_grad():
        model = build(entry).eval()
        with FlopCounterMode(display=False) as counter:
            logits = model(torch.empty(entry.input_shape))
    assert logits.shape == (1, entry.architecture.num_classes)
    assert sum(parameter.numel() for parameter in model.parameters()) == entry.parameters
    assert counter.get_total_flops() == 2 * entry.macs


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("resnet18_v1", 1.8),
        ("resnet34_v1", 3.6),
        ("resnet50_v1", 3.8),
        ("resnet101_v1", 7.6),
        ("resnet152_v1", 11.3),
    ],
)
def test_v1_costs_what_table_1_of_he_et_al_2015_says(name: str, billions: float) -> None:
    assert variant(name).macs / 1e9 == pytest.approx(billions, abs=0.07)


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("resnet20", "0.27"),
        ("resnet32", "0.46"),
        ("resnet44", "0.66"),
        ("resnet56", "0.85"),
        ("resnet110", "1.7"),
        ("resnet1202", "19.4"),
    ],
)
def test_cifar_networks_have_the_parameters_of_table_6(name: str, millions: str) -> None:
    digits = len(millions.split(".")[1])
    assert f"{variant(name).parameters / 1e6:.{digits}f}" == millions


@pytest.mark.parametrize(
    ("name", "millions"), [("resnet110_v2", 1.7), ("resnet164_v2", 1.7), ("resnet1001_v2", 10.2)]
)
def test_cifar_v2_has_the_parameters_of_he_et_al_2016(name: str, millions: float) -> None:
    assert variant(name).parameters / 1e6 == pytest.approx(millions, abs=0.15)


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("wrn16_8", "11.0"),
        ("wrn16_10", "17.1"),
        ("wrn22_8", "17.2"),
        ("wrn22_10", "26.8"),
        ("wrn28_10", "36.5"),
        ("wrn28_12", "52.5"),
        ("wrn40_1", "0.6"),
        ("wrn40_2", "2.2"),
        ("wrn40_4", "8.9"),
        ("wrn40_8", "35.7"),
        ("wide_resnet18_2", "45.6"),
        ("wide_resnet18_3", "101.8"),
        ("wide_resnet34_2", "86.0"),
    ],
)
def test_wide_networks_have_the_parameters_of_zagoruyko_and_komodakis_2016(
    name: str, millions: str
) -> None:
    assert f"{variant(name).parameters / 1e6:.1f}" == millions


@pytest.mark.parametrize(
    ("name", "millions"), [("resnext29_8x64d", 34.4), ("resnext29_16x64d", 68.1)]
)
def test_cifar_resnext_has_the_parameters_of_xie_et_al_2017(name: str, millions: float) -> None:
    assert variant(name).parameters / 1e6 == pytest.approx(millions, abs=0.06)


@pytest.mark.parametrize("name", ["resnext50_2x40d", "resnext50_4x24d", "resnext50_8x14d"])
def test_cardinality_is_traded_for_width_at_one_complexity(name: str) -> None:
    assert variant(name).parameters / 1e6 == pytest.approx(25.3, abs=0.4)  # Xie et al., table 2


@pytest.mark.parametrize(("plain", "blocks"), [("resnet20", 7), ("resnet56", 25)])
def test_option_c_adds_a_projection_to_every_identity(plain: str, blocks: int) -> None:
    added = variant(f"{plain}_c").parameters - variant(f"{plain}_b").parameters
    identities = (blocks + 2) // 3
    assert added == sum(
        count * width * (width + 2)
        for count, width in ((identities, 16), (identities - 1, 32), (identities - 1, 64))
    )


@pytest.mark.parametrize("depth", [18, 34, 50, 101])
def test_neither_blur_nor_group_normalization_changes_the_parameters(depth: int) -> None:
    plain = variant(f"resnet{depth}").parameters
    assert variant(f"resnet{depth}_blur").parameters == plain
    assert variant(f"resnet{depth}_gn").parameters == plain


def test_moving_the_stride_to_the_3x3_costs_macs_and_no_parameters() -> None:
    v1, v15 = variant("resnet50_v1"), variant("resnet50")
    assert v15.parameters == v1.parameters
    assert v15.macs - v1.macs == 231_211_008
