"""A forward that reads a dict by its keys gets one, however the sizes are given."""

import pytest
import torch
from torch import Tensor, nn

from resnet_inspect import inspect, lint
from resnet_inspect.targets.inputs.keys import keys_read
from resnet_inspect.targets.run_options import Input


class TwoStreams(nn.Module):
    """Fuses an image and its flow."""

    def __init__(self) -> None:
        super().__init__()
        self.rgb, self.flow = nn.Conv2d(3, 8, 3), nn.Conv2d(2, 8, 3)

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """Read both, and a key that is written before."""
        batch["both"] = self.rgb(batch["rgb"]) + self.flow(batch["flow"])
        return batch["both"].mean((2, 3))


class Plain(nn.Module):
    """Has arguments that are no dicts."""

    def forward(self, image: Tensor, kind: str = "sum") -> Tensor:
        """Take a word, and a channel by its number."""
        return image[:, 0].sum() if kind == "sum" else image[0]


IMAGES = ((1, 3, 32, 32), (1, 2, 32, 32))


def shapes(given: Input | None) -> tuple[tuple[int, ...], ...]:
    graph = inspect(TwoStreams(), given).graph
    assert graph.complete
    return tuple(node.output.shape for node in graph.inputs())


def test_keys_are_read_off_the_forward() -> None:
    assert keys_read(TwoStreams(), ["batch"]) == {"batch": ("rgb", "flow")}
    assert keys_read(Plain(), ["image", "kind"]) == {}


@pytest.mark.parametrize(
    "given",
    [32, ["rgb=3x32x32", "flow=2x32x32"], {"rgb": 32, "flow": torch.zeros(1, 2, 32, 32)}],
)
def test_each_key_gets_what_the_layer_takes_that_reads_it(given: Input | None) -> None:
    assert shapes(given) == IMAGES


def test_without_a_size_each_is_an_image_of_the_usual_one() -> None:
    assert shapes(None) == ((1, 3, 224, 224), (1, 2, 224, 224))


def test_a_network_that_takes_a_dict_has_no_findings_for_it() -> None:
    assert list(lint(TwoStreams(), 32)) == []
