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


def test_moving_the_stride_to_the_3x3_costs_macs_and_no_parameters() -> None:
    v1, v15 = variant("resnet50_v1"), variant("resnet50")
    assert v15.parameters == v1.parameters
    assert v15.macs - v1.macs == 231_211_008
