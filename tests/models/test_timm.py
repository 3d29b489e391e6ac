"""Networks that timm has too: ResNet-D, SE-ResNet, ResNet-200, v2."""

import re
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from resnet_inspect.models.build import build
from resnet_inspect.models.variants import VARIANTS, variant

timm = pytest.importorskip("timm")

SHARED = [name for name in VARIANTS if name in timm.list_models()]

Seeded = Callable[[Callable[[], nn.Module]], nn.Module]


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_the_names_in_common_cover_resnet_d_and_se() -> None:
    assert {"resnet26d", "resnet50d", "seresnet50", "resnet200", "resnext101_32x4d"} <= set(SHARED)


@pytest.mark.parametrize("name", SHARED)
def test_keys_and_shapes_are_timms(name: str) -> None:
    with torch.device("meta"):
        theirs = timm.create_model(name).state_dict()
        ours = build(name).state_dict()
    assert {key: tensor.shape for key, tensor in ours.items()} == {
        key: tensor.shape for key, tensor in theirs.items()
    }


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152])
def test_v2_has_as_many_parameters_as_timms(depth: int) -> None:
    with torch.device("meta"):
        assert variant(f"resnet{depth}_v2").parameters == count(
            timm.create_model(f"resnetv2_{depth}")
        )


@pytest.mark.parametrize(
    ("name", "output_stride"),
    [
        ("resnet18d", 32),
        ("resnet18d", 8),
        ("resnet26d", 32),
        ("resnet26d", 16),
        ("resnet26d", 8),
        ("seresnet18", 32),
        ("resnet50d", 32),
        ("seresnet50", 32),
        ("resnet18", 8),
        ("resnet50c", 32),
        ("resnet10t", 32),
        ("resnet14t", 16),
        ("ecaresnet26t", 32),
        ("seresnext50_32x4d", 32),
        ("resnet50_gn", 32),
    ],
)
def test_loaded_weights_give_equal_logits(
    name: str, output_stride: int, seeded: Seeded, images: Tensor
) -> None:
    theirs = seeded(lambda: timm.create_model(name, output_stride=output_stride))
    ours = build(name, output_stride=output_stride).eval()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    with torch.inference_mode():
        torch.testing.assert_close(ours(images), theirs(images))


@pytest.mark.parametrize("name", ["resnet18d", "resnet26d"])
def test_blurred_networks_give_the_logits_of_timms(
    name: str, seeded: Seeded, images: Tensor
) -> None:
    blur = timm.layers.BlurPool2d
    theirs = seeded(lambda: timm.create_model(name, aa_layer=blur))
    ours = build(name, antialiased=True).eval()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    with torch.inference_mode():
        torch.testing.assert_close(ours(images), theirs(images))


def our_key(key: str) -> str:
    """Translate a key of timm's ``resnetv2_50``."""
    if key.startswith("stages.0.blocks.0.norm1"):  # timm pools before the stem's BN and ReLU
        key = key.replace("stages.0.blocks.0.norm1", "bn1")
    key = key.replace("stem.conv", "conv1").replace("head.fc", "fc")
    key = re.sub(r"^norm\.", "last_bn.", key)
    key = re.sub(r"stages\.(\d)\.blocks\.", lambda found: f"layer{int(found[1]) + 1}.", key)
    return key.replace(".norm", ".bn").replace("downsample.conv", "downsample.0")


def test_v2_gives_the_logits_of_timms(seeded: Seeded, images: Tensor) -> None:
    theirs = seeded(lambda: timm.create_model("resnetv2_50"))
    ours = build("resnet50_v2").eval()
    state = {our_key(key): tensor for key, tensor in theirs.state_dict().items()}
    state["fc.weight"] = state["fc.weight"].flatten(1)
    ours.load_state_dict(state, strict=True)
    with torch.inference_mode():
        torch.testing.assert_close(ours(images), theirs(images), rtol=1e-4, atol=1e-4)
