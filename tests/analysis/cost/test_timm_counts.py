"""MACs of timm's ResNets against fvcore's count of the same network."""

import logging
import warnings
from collections.abc import Callable

import pytest
import torch
from torch import nn

from resnet_inspect.analysis.cost.counting import count_cost
from resnet_inspect.analysis.cost.parameters import count_parameters
from resnet_inspect.graph import Graph, OpKind

timm = pytest.importorskip("timm")

PATTERNS = ["resnet*", "resnext*", "wide_resnet*", "seresnet*"]
SAMPLE = ("resnet26d", "resnetaa34d", "resnetv2_50d_gn", "resnext26ts", "seresnet18")
PRODUCTS = ("conv", "linear", "addmm", "matmul", "bmm", "mm")
SHAPE = (1, 3, 64, 64)


def products_of_fvcore(network: nn.Module) -> int:
    """Return fvcore's count of convolutions, linear layers and matrix products."""
    logging.getLogger("fvcore").setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # torch.jit.trace is deprecated, and fvcore lives on it
        from fvcore.nn import FlopCountAnalysis  # noqa: PLC0415 - it warns on import, too

        analysis = FlopCountAnalysis(network, torch.zeros(SHAPE))
        counts = analysis.unsupported_ops_warnings(enabled=False).by_operator()
    return sum(int(counts[name]) for name in PRODUCTS)


def agrees(name: str, trace: Callable[..., Graph]) -> None:
    with torch.device("meta"):
        network = timm.create_model(name).eval()
    graph = trace(network, SHAPE)
    costs = count_cost(graph)
    ours = sum(costs.by_kind.get(kind, 0) for kind in (OpKind.CONV, OpKind.LINEAR, OpKind.MATMUL))
    assert not costs.not_counted
    assert count_parameters(graph).network.total == sum(map(torch.numel, network.parameters()))
    assert ours == products_of_fvcore(network.to_empty(device="cpu"))


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_timms_resnets_agrees_with_fvcore(
    name: str, trace: Callable[..., Graph]
) -> None:
    agrees(name, trace)


@pytest.mark.sweep
@pytest.mark.parametrize("name", timm.list_models(PATTERNS))
def test_each_of_timms_resnets_agrees_with_fvcore(name: str, trace: Callable[..., Graph]) -> None:
    agrees(name, trace)
