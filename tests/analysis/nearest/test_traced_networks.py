"""The nearest published network of traced ones, torchvision's and changed ones."""

import pytest
import torch
import torchvision
from torch import nn

from resnet_inspect import api
from resnet_inspect.analysis.facts import Facts, Nearest

MODELS = torchvision.models


def near(network: nn.Module, size: int = 224) -> Nearest | None:
    return Facts(api.trace(network, size)).nearest


def texts(found: Nearest | None) -> list[str]:
    assert found is not None
    return [departure.text for departure in found.departures]


def test_the_departures_of_a_changed_resnet50_have_their_places() -> None:
    with torch.device("meta"):
        network = MODELS.resnet50(num_classes=10)
        network.layer1[0].conv2.stride = (2, 2)
        network.layer1[0].downsample[0].stride = (2, 2)
        network.maxpool = nn.Identity()
    found = near(network)
    assert found is not None
    assert found.variant.name == "resnet50"
    assert texts(found) == ["no max pooling", "layer1 strides by 2"]
    assert [change.attribute for change in found.parameters] == ["classes"]
    (place,) = found.departures[1].places
    assert (place.stage, place.blocks, place.modules) == (0, (0,), ("layer1.0.conv2",))


def test_a_stage_that_does_not_stride() -> None:
    with torch.device("meta"):
        network = MODELS.resnet18()
        network.layer3[0].conv1.stride = (1, 1)
        network.layer3[0].downsample[0].stride = (1, 1)
    assert texts(near(network)) == ["layer3 does not stride"]


def test_a_stem_of_stride_1() -> None:
    with torch.device("meta"):
        network = MODELS.resnet50()
        network.conv1.stride = (1, 1)
    assert texts(near(network)) == ["the 7×7 convolution of the stem strides by 1"]


def test_names_do_not_count() -> None:
    """A network in another style, with blocks of other names and a functional forward."""

    class Unit(nn.Module):
        def __init__(self, a: int, b: int, s: int) -> None:
            super().__init__()
            self.f = nn.Sequential(
                nn.Conv2d(a, b, 3, s, 1, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(),
                nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b),
            )  # fmt: skip
            self.g = (
                nn.Sequential(nn.Conv2d(a, b, 1, s, bias=False), nn.BatchNorm2d(b))
                if (a, s) != (b, 1) else nn.Identity()
            )  # fmt: skip
            self.act = nn.LeakyReLU()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.act(self.f(x) + self.g(x))

    class Net(nn.Sequential):
        def __init__(self) -> None:
            start = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU()]
            widths = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
            units = [unit for a, b, s in widths for unit in (Unit(a, b, s), Unit(b, b, 1))]
            end = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 5)]
            super().__init__(*start, nn.MaxPool2d(3, 2, 1), *units, *end)

    with torch.device("meta"):
        found = near(Net())
    assert texts(found) == ["leaky relu in place of relu in the stem and every stage"]
    assert found is not None
    assert found.variant.name == "resnet18"


@pytest.mark.parametrize(
    "name",
    ["vgg11_bn", "densenet121", "efficientnet_b0", "mobilenet_v2", "shufflenet_v2_x1_0",
     "convnext_tiny"],
)  # fmt: skip
def test_silence_where_nothing_published_is_near(name: str) -> None:
    assert near(getattr(MODELS, name)()) is None


def test_what_is_published_departs_in_nothing() -> None:
    with torch.device("meta"):
        found = near(MODELS.wide_resnet50_2(num_classes=7))
    assert found is not None
    assert found.exact


def test_the_header_names_the_nearest_only_where_it_is_not_exact() -> None:
    with torch.device("meta"):
        changed = MODELS.resnet18(num_classes=10)
        changed.maxpool = nn.Identity()
    lines = str(api.inspect(changed)).splitlines()
    nearest = " ".join(lines).partition("nearest")[2]
    assert " ".join(nearest.split()).startswith("ResNet-18, but: no max pooling; 10 classes")
    assert "nearest" not in str(api.inspect("resnet18"))
