"""Networks that torchvision has too: same keys, same shapes, same logits, same published costs."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from resnet_inspect.models.build import build
from resnet_inspect.models.variants import variant

torchvision_models = pytest.importorskip("torchvision.models")

SHARED = [
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
]
SAMPLE = ["resnet18", "resnet50", "resnext50_32x4d"]

Seeded = Callable[[Callable[[], nn.Module]], nn.Module]


@pytest.mark.parametrize("name", SHARED)
def test_keys_shapes_and_their_order_are_torchvisions(name: str) -> None:
    with torch.device("meta"):
        theirs = torchvision_models.get_model(name).state_dict()
        ours = build(name).state_dict()
    assert [(key, tensor.shape) for key, tensor in ours.items()] == [
        (key, tensor.shape) for key, tensor in theirs.items()
    ]


@pytest.mark.parametrize("name", SHARED)
def test_costs_are_the_published_ones(name: str) -> None:
    published = torchvision_models.get_model_weights(name).DEFAULT.meta
    assert variant(name).parameters == published["num_params"]
    assert round(variant(name).macs / 1e9, 3) == published["_ops"]


@pytest.mark.parametrize("name", SAMPLE)
def test_loaded_weights_give_equal_logits(name: str, seeded: Seeded, images: torch.Tensor) -> None:
    theirs = seeded(lambda: torchvision_models.get_model(name))
    ours = build(name).eval()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    with torch.inference_mode():
        assert torch.equal(ours(images), theirs(images))


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_the_same_seed_draws_the_same_weights(name: str) -> None:
    states = []
    with torch.random.fork_rng():
        for constructor in (lambda: torchvision_models.get_model(name), lambda: build(name)):
            torch.manual_seed(3)
            states.append(constructor().state_dict())
    theirs, ours = states
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs)


@pytest.mark.parametrize(
    ("output_stride", "dilated"),
    [(16, [False, False, True]), (8, [False, True, True]), (4, [True, True, True])],
)
def test_dilated_networks_are_torchvisions(
    output_stride: int, dilated: list[bool], seeded: Seeded, images: torch.Tensor
) -> None:
    theirs = seeded(lambda: torchvision_models.resnet50(replace_stride_with_dilation=dilated))
    ours = build("resnet50", output_stride=output_stride).eval()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    with torch.inference_mode():
        assert torch.equal(ours(images), theirs(images))


def test_zero_initialization_is_torchvisions() -> None:
    states = []
    with torch.random.fork_rng():
        for constructor in (torchvision_models.resnet18, lambda **more: build("resnet18", **more)):
            torch.manual_seed(3)
            states.append(constructor(zero_init_residual=True).state_dict())
    theirs, ours = states
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs)
