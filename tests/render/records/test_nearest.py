"""The nearest published network as plain data."""

import torchvision
from torch import nn

import resnet_inspect


def test_departures_and_parameters_are_plain_values() -> None:
    network = torchvision.models.resnet18(num_classes=10)
    network.maxpool = nn.Identity()
    near = resnet_inspect.inspect(network, 64).to_dict()["nearest"]
    assert near["name"] == "resnet18"
    assert near["parameters"] == {"classes": "10"}
    assert near["departures"] == [
        {"kind": "missing", "text": "no max pooling", "places": ["stem"], "modules": []}
    ]


def test_a_published_network_has_no_departures_and_a_foreign_one_no_nearest() -> None:
    published = resnet_inspect.inspect("resnet18", 64).nearest
    assert published is not None
    assert (published.title, published.distance, published.departures) == ("ResNet-18", 0, ())
    assert resnet_inspect.inspect(torchvision.models.vgg11(), 64).nearest is None
