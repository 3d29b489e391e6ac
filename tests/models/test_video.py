"""Networks for videos and signals: torchvision's R3D, and 2-D networks inflated."""

import pytest
import torch
import torchvision
from torch import nn

from resnet_inspect.errors import UsageError
from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant


def shapes(network: nn.Module) -> list[tuple[int, ...]]:
    return [tuple(tensor.shape) for tensor in network.state_dict().values()]


@pytest.mark.parametrize("name", ["r3d_18", "mc3_18", "r2plus1d_18"])
def test_it_is_torchvisions(name: str) -> None:
    with torch.device("meta"):
        ours, theirs = build(name), torchvision.models.get_model(name)
    assert shapes(ours) == shapes(theirs)
    weights = torchvision.models.get_model_weights(name).DEFAULT.meta  # type: ignore[attr-defined]
    assert variant(name).parameters == weights["num_params"]
    assert variant(name).macs / 1e9 == pytest.approx(weights["_ops"], abs=0.001)


@pytest.mark.parametrize("name", ["r3d_18", "mc3_18", "r2plus1d_18"])
def test_it_answers_as_torchvisions_does(name: str) -> None:
    theirs = torchvision.models.get_model(name, num_classes=3).eval()
    ours = build(name, num_classes=3).eval()
    names = zip(ours.state_dict(), theirs.state_dict().values(), strict=True)
    ours.load_state_dict(dict(names))
    video = torch.randn(1, 3, 4, 32, 32)
    with torch.no_grad():
        assert torch.allclose(ours(video), theirs(video), atol=1e-5)


@pytest.mark.parametrize("name", ["mc3_18", "r2plus1d_18"])
def test_dilated_stages_keep_the_map_that_the_output_stride_tells(name: str) -> None:
    with torch.device("meta"):
        network = build(name, output_stride=4)
        found = network.feature_map(torch.empty(1, 3, 8, 32, 32))
    assert found.shape[-2:] == (8, 8)


@pytest.mark.parametrize("depth", ["50", "101", "152"])
def test_a_3d_network_is_the_flat_one_inflated(depth: str) -> None:
    with torch.device("meta"):
        flat = torchvision.models.get_model(f"resnet{depth}", num_classes=400)
        deep = build(f"resnet{depth}_3d")
    inflated = [(*shape, shape[-1]) if len(shape) > 2 else shape for shape in shapes(flat)]
    assert shapes(deep) == inflated


@pytest.mark.parametrize("name", ["resnet18", "resnet34_a", "resnet50_v2", "resnet50_v1"])
def test_a_network_for_signals_has_one_dimension_less(name: str) -> None:
    with torch.device("meta"):
        flat, thin = build(name), build(name, dimensions=1)
        logits = thin(torch.empty(2, 3, 256))
    assert shapes(thin) == [shape[:-1] if len(shape) > 2 else shape for shape in shapes(flat)]
    assert logits.shape == (2, 1000)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("resnet50d", {"dimensions": 3}, "a pooled projection"),
        ("seresnet50", {"dimensions": 3}, "a gate"),
        ("resnet18_blur", {"dimensions": 3}, "blur pooling"),
        ("resnet18", {"stem": "video"}, "takes three dimensions"),
        ("resnet18", {"frames": "mixed"}, "takes three dimensions"),
        ("resnet50_3d", {"frames": "2+1d"}, "basic blocks with projections"),
        ("iresnet18", {"dimensions": 1}, "a network for faces"),
        ("iresnet18", {"preactivation": True}, "an order of its own"),
        ("iresnet18", {"base_width": 128}, "no 3×3 of their own width"),
        ("resnet18", {"dimensions": 4}, "has 1, 2 or 3"),
    ],
)
def test_what_does_not_go_together_is_refused(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        build(name, **arguments)
