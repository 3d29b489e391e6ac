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


def test_r3d_18_is_torchvisions() -> None:
    with torch.device("meta"):
        ours, theirs = build("r3d_18"), torchvision.models.video.r3d_18()
    assert shapes(ours) == shapes(theirs)
    weights = torchvision.models.video.R3D_18_Weights.DEFAULT.meta
    assert variant("r3d_18").parameters == weights["num_params"]
    assert variant("r3d_18").macs / 1e9 == pytest.approx(weights["_ops"], abs=0.001)


def test_r3d_18_answers_as_torchvisions_does() -> None:
    theirs = torchvision.models.video.r3d_18(num_classes=3).eval()
    ours = build("r3d_18", num_classes=3).eval()
    names = zip(ours.state_dict(), theirs.state_dict().values(), strict=True)
    ours.load_state_dict(dict(names))
    video = torch.randn(1, 3, 4, 32, 32)
    with torch.no_grad():
        assert torch.allclose(ours(video), theirs(video), atol=1e-5)


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
        ("resnet50d", {"dimensions": 1}, "a pooled projection"),
        ("seresnet50", {"dimensions": 3}, "a gate"),
        ("resnet18_blur", {"dimensions": 3}, "blur pooling"),
        ("resnet18", {"stem": "video"}, "takes three dimensions"),
        ("resnet18", {"dimensions": 4}, "has 1, 2 or 3"),
    ],
)
def test_what_does_not_go_together_is_refused(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        build(name, **arguments)
