"""Parameters and MACs of traced networks against what their authors published."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from resnet_inspect.analysis.cost.counting import count_cost
from resnet_inspect.analysis.cost.parameters import count_parameters
from resnet_inspect.graph import Graph
from resnet_inspect.models.build import build

Trace = Callable[..., Graph]
TORCHVISION = (
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d",
    "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2",
)  # fmt: skip


def on_meta(make: Callable[[], nn.Module]) -> nn.Module:
    with torch.device("meta"):
        return make()


@pytest.mark.parametrize("name", TORCHVISION)
def test_torchvision_publishes_the_same_counts(name: str, trace: Trace) -> None:
    models = pytest.importorskip("torchvision.models")
    published = models.get_model_weights(name).DEFAULT.meta
    graph = trace(on_meta(lambda: models.get_model(name)), (1, 3, 224, 224))
    assert count_parameters(graph).network.total == published["num_params"]
    assert f"{count_cost(graph).total_macs / 1e9:.3f}" == f"{published['_ops']:.3f}"


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
def test_table_1_of_he_et_al_2015(name: str, billions: float, trace: Trace) -> None:
    graph = trace(on_meta(lambda: build(name)), (1, 3, 224, 224))
    assert count_cost(graph).total_macs / 1e9 == pytest.approx(billions, abs=0.07)


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
def test_table_6_of_he_et_al_2015(name: str, millions: str, trace: Trace) -> None:
    graph = trace(on_meta(lambda: build(name)), (1, 3, 32, 32))
    digits = len(millions.partition(".")[2])
    assert f"{count_parameters(graph).network.total / 1e6:.{digits}f}" == millions
