"""What rests on a guessed input is no error, and what does not is one."""

import pytest
import torch
from torch import nn

from resnet_inspect import api
from resnet_inspect.linter.finding import Severity


class TwoInputs(nn.Module):
    """A sum of two images' features, and a head."""

    def __init__(self, stride: int = 2, head: int = 16) -> None:
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU())
        self.other = nn.Sequential(nn.Conv2d(1, 16, 3, stride, 1), nn.ReLU())
        self.head = nn.Linear(head, 4)

    def forward(self, image: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Add what both images give, and classify."""
        return self.head((self.image(image) + self.other(other)).mean((2, 3)))


def levels(network: nn.Module, *sizes: str) -> dict[str, Severity]:
    found = api.lint(network, list(sizes) or None)
    assert all(one.fix is None for one in found if one.level is Severity.INFO)
    return {one.code: one.level for one in found if one.code != "RES119"}


def test_a_right_network_with_another_number_of_channels_is_clean() -> None:
    assert levels(TwoInputs()) == {}


def test_a_sum_of_guessed_sizes_is_a_note() -> None:
    assert levels(TwoInputs(stride=1)) == {"RES108": Severity.INFO}


def test_the_same_sum_of_given_sizes_is_an_error() -> None:
    assert levels(TwoInputs(stride=1), "3x64x64", "1x64x64") == {"RES108": Severity.ERROR}
    assert levels(TwoInputs(stride=1), "3x64x64", "1x32x32") == {}


@pytest.mark.parametrize("sizes", [(), ("64",)])
def test_a_wrong_head_behind_the_pooling_is_an_error_whatever_the_input(
    sizes: tuple[str, ...],
) -> None:
    assert levels(TwoInputs(head=32), *sizes) == {"RES111": Severity.ERROR}
