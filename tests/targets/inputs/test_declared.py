"""What a network says of its own input, in the way of Lightning, transformers or timm."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from resnet_inspect import api


class _Net(nn.Module):
    """Takes an image of any number of channels."""

    def __init__(self, channels: int, **attributes: Any) -> None:  # noqa: ANN401 - of any kind
        super().__init__()
        self.conv = nn.Conv2d(channels, 8, 3)
        for name, value in attributes.items():
            setattr(self, name, value)

    def forward(
        self, pixel_values: torch.Tensor | None = None, scale: torch.Tensor | None = None
    ) -> torch.Tensor:
        assert pixel_values is not None
        return self.conv(pixel_values) * (1 if scale is None else scale)


class _Raising(_Net):
    """Has an example that cannot be had."""

    @property
    def example_input_array(self) -> torch.Tensor:
        raise RuntimeError


IMAGE = torch.empty(4, 3, 40, 30)


@pytest.mark.parametrize(
    ("attributes", "shapes", "said"),
    [
        ({"example_input_array": IMAGE}, [(4, 3, 40, 30)], "example_input_array"),
        ({"example_input_array": (IMAGE, torch.ones(1))}, [(4, 3, 40, 30), (1,)], "example_input"),
        ({"example_input_array": {"scale": torch.ones(1), "pixel_values": IMAGE}},
         [(4, 3, 40, 30), (1,)], "example_input_array"),
        ({"dummy_inputs": {"pixel_values": IMAGE}}, [(4, 3, 40, 30)], "dummy_inputs"),
        ({"dummy_inputs": {"input_ids": torch.ones(1).long()},
          "config": SimpleNamespace(image_size=48, num_channels=3)}, [(1, 3, 48, 48)],
         "configuration"),
        ({"config": SimpleNamespace(image_size=(48, 64)), "main_input_name": "pixel_values"},
         [(1, 3, 48, 64)], "configuration"),
        ({"pretrained_cfg": {"input_size": (3, 96, 80)}}, [(1, 3, 96, 80)], "pretrained_cfg"),
        ({"default_cfg": {"input_size": [3, 96, 80]}}, [(1, 3, 96, 80)], "pretrained_cfg"),
    ],
)  # fmt: skip
def test_what_a_network_declares_is_used_and_said(
    attributes: dict[str, Any], shapes: list[tuple[int, ...]], said: str
) -> None:
    report = api.inspect(_Net(3, **attributes))
    assert [node.output.shape for node in report.graph.inputs()] == shapes
    assert f"as its {said}" in str(report)


@pytest.mark.parametrize(
    "attributes",
    [
        {"example_input_array": object()},
        {"example_input_array": (IMAGE, IMAGE, IMAGE)},
        {"config": SimpleNamespace(image_size="large")},
        {"config": SimpleNamespace(image_size=-1)},
        {"pretrained_cfg": {"input_size": (3, "a", None)}},
        {"default_cfg": 7},
        {"example_input_array": None},
    ],
)
def test_what_is_no_input_is_passed_over(attributes: dict[str, Any]) -> None:
    report = api.inspect(_Net(3, **attributes))
    assert report.graph.inputs()[0].output.shape == (1, 3, 224, 224)
    assert "by default" in str(report)


def test_an_example_that_raises_is_passed_over() -> None:
    assert api.inspect(_Raising(3)).graph.inputs()[0].output.shape == (1, 3, 224, 224)


def test_channels_that_the_network_was_not_built_with_do_not_count() -> None:
    report = api.inspect(_Net(1, pretrained_cfg={"input_size": (3, 96, 96)}))
    assert report.graph.inputs()[0].output.shape == (1, 1, 96, 96)


def test_the_user_has_the_last_word() -> None:
    report = api.inspect(_Net(3, example_input_array=IMAGE), 32)
    assert report.graph.inputs()[0].output.shape == (1, 3, 32, 32)
    assert "example_input_array" not in str(report)
