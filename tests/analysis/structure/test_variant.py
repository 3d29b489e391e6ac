"""Published variants are recognized in any naming, and nothing else is."""

from collections.abc import Callable
from functools import partial

import pytest
from torch import nn

from resnet_inspect.analysis.residual.search import residual_connections
from resnet_inspect.analysis.structure.stages import find_structure
from resnet_inspect.models.build import build as build_variant
from resnet_inspect.models.variants import VARIANTS
from tests.analysis.wired import traced
from tests.analysis.wired_networks import cifar_resnet

timm = pytest.importorskip("timm")
torchvision = pytest.importorskip("torchvision")

SAME = {"resnet18_v1": "ResNet-18", "resnet34_v1": "ResNet-34"}
"""v1 and v1.5 differ in bottlenecks only."""

IMAGE = (1, 3, 224, 224)
SMALL = (1, 3, 32, 32)


def recognized(build: Callable[[], nn.Module], shape: tuple[int, ...] = IMAGE) -> str | None:
    def made() -> nn.Module:
        return build()

    graph = traced(made, shape)
    return find_structure(graph, residual_connections(graph)).variant


@pytest.mark.parametrize(
    "name", [name for name in VARIANTS if "1202" not in name and "1001" not in name]
)
def test_reference_network_is_recognized(name: str) -> None:
    variant = VARIANTS[name]
    title = recognized(lambda: build_variant(name), variant.input_shape)
    assert title == SAME.get(name, variant.title)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("resnet34", "ResNet-34"),
        ("resnet101", "ResNet-101 v1.5"),
        ("resnext50_32x4d", "ResNeXt-50 32×4d"),
        ("wide_resnet50_2", "Wide ResNet-50-2"),
    ],
)
def test_torchvision_network_is_recognized(name: str, title: str) -> None:
    assert recognized(getattr(torchvision.models, name)) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("resnet50", "ResNet-50 v1.5"),
        ("resnet50d", "ResNet-50-D"),
        ("seresnet50", "SE-ResNet-50"),
        ("resnetv2_50", "ResNet-50 v2"),
        ("resnext101_32x8d", "ResNeXt-101 32×8d"),
        ("seresnext50_32x4d", "SE-ResNeXt-50 32×4d"),
        ("ecaresnet50d", "ECA-ResNet-50-D"),
        ("resnetblur50", None),
        ("resnet50_gn", "ResNet-50 with group normalization"),
        ("resnet50c", "ResNet-50-C"),
        ("resnet50s", None),
        ("skresnet18", None),
        ("resnetv2_50x1_bit", None),
        ("densenet121", None),
        ("vit_tiny_patch16_224", None),
    ],
)
def test_timm_network_is_recognized_if_it_is_a_published_variant(
    name: str, title: str | None
) -> None:
    assert recognized(partial(timm.create_model, name)) == title


def test_classes_image_channels_and_size_do_not_matter() -> None:
    build = partial(timm.create_model, "resnet26d", num_classes=7, in_chans=1)
    assert recognized(build, (2, 1, 97, 64)) == "ResNet-26-D"


def test_dilated_network_is_its_variant_with_an_output_stride() -> None:
    dilated = partial(torchvision.models.resnet50, replace_stride_with_dilation=[False, True, True])
    assert recognized(dilated) == "ResNet-50 v1.5 (output stride 8)"


def test_network_without_the_head_is_a_backbone() -> None:
    features = partial(timm.create_model, "resnet50", features_only=True)
    assert recognized(features) == "ResNet-50 v1.5 backbone"


def test_network_by_hand_is_recognized() -> None:
    assert recognized(cifar_resnet, SMALL) == "ResNet-20 (CIFAR, option A)"


@pytest.mark.parametrize(
    "build", [partial(cifar_resnet, bias=True), partial(cifar_resnet, widths=(16, 32, 48))]
)
def test_small_departure_is_no_variant(build: Callable[[], nn.Module]) -> None:
    assert recognized(build, SMALL) is None


def test_swapped_depths_are_no_variant() -> None:
    swapped = partial(torchvision.models.ResNet, torchvision.models.resnet.Bottleneck, [3, 4, 6, 4])
    assert recognized(swapped) is None


def test_another_activation_is_no_variant() -> None:
    build = partial(timm.create_model, "resnet18", act_layer=nn.SiLU)
    assert recognized(build) is None
