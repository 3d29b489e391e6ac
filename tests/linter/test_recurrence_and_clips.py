"""Sequences behind a ResNet: the step that is read, and how frames come back from a batch."""

import pytest
import torch
from torch import nn

from resnet_inspect import api
from resnet_inspect.graph import TensorSpec
from resnet_inspect.linter.finding import Severity


class Steps(nn.Module):
    """A GRU over a signal of 7 steps, of which one is read."""

    def __init__(self, step: int, *, bidirectional: bool = False, whole: bool = False) -> None:
        super().__init__()
        self.gru = nn.GRU(6, 8, batch_first=True, bidirectional=bidirectional)
        self.step, self.whole = step, whole

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Read one step, and the mean of all where ``whole``."""
        steps, _ = self.gru(x)
        read = steps[:, self.step]
        return read + steps.mean(1) if self.whole else read


class Clips(nn.Module):
    """Frames as images, and back."""

    def __init__(self, *, exchanged: bool) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.exchanged = exchanged

    def forward(self, clips: torch.Tensor) -> torch.Tensor:
        """Average over the frames of each clip."""
        n, t = clips.shape[:2]
        x = torch.relu(self.conv(clips.flatten(0, 1))).mean((2, 3))
        return x.view(t, n, -1).mean(0) if self.exchanged else x.view(n, t, -1).mean(1)


def codes(network: nn.Module, *shape: int) -> list[str]:
    found = api.lint(network, [TensorSpec(shape)])
    return [one.code for one in found.at_least(Severity.WARNING)]


def test_the_first_step_of_one_direction_is_reported() -> None:
    assert codes(Steps(0), 1, 7, 6) == ["RES318"]


@pytest.mark.parametrize("network", [Steps(-1), Steps(0, bidirectional=True), Steps(0, whole=True)])
def test_other_steps_both_directions_and_what_reads_more_are_not(network: nn.Module) -> None:
    assert codes(network, 1, 7, 6) == []


@pytest.mark.parametrize("batch", [1, 2])
def test_frames_that_come_back_in_another_order_are_reported(batch: int) -> None:
    assert codes(Clips(exchanged=True), batch, 5, 3, 8, 8) == ["RES125"]
    assert codes(Clips(exchanged=False), batch, 5, 3, 8, 8) == []
