"""Inputs behind the first that are no images: vectors, labels and times."""

import pytest
import torch
from torch import nn

from resnet_inspect import api, inspect


class _Conditioned(nn.Module):
    """A convolution modulated by what a layer makes of the second input."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.layer = layer

    def forward(self, image: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        scale = self.layer(condition)
        return self.conv(image) * scale[:, :, None, None]


class _Timed(_Conditioned):
    """The second input is a time by its name."""

    def forward(self, image: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        return super().forward(image, timesteps[:, None] * torch.arange(5))


class _Joined(nn.Module):
    """What reads the second input does not tell what it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.out = nn.Linear(8 + 6, 2)

    def forward(self, image: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        return self.out(torch.cat([self.conv(image).mean((2, 3)), features], 1))


def shapes(network: nn.Module, *sizes: str) -> list[tuple[int, ...]]:
    graph = inspect(network, list(sizes)).graph
    assert graph.failures == ()
    return [node.output.shape for node in graph.inputs()]


@pytest.mark.parametrize(
    ("sizes", "second"),
    [
        (["32"], (1, 20)),
        (["4x3x32x32"], (4, 20)),
        (["32", "20"], (1, 20)),
        (["32", "1x20"], (1, 20)),
        (["2x3x32x32", "2x20"], (2, 20)),
    ],
)
def test_a_vector_has_the_features_of_the_layer_that_reads_it(
    sizes: list[str], second: tuple[int, ...]
) -> None:
    assert shapes(_Conditioned(nn.Linear(20, 8)), *sizes)[1] == second


def test_labels_are_whole_numbers() -> None:
    graph = inspect(_Conditioned(nn.Embedding(10, 8)), "4x3x32x32").graph
    assert (graph.inputs()[1].output.shape, graph.inputs()[1].output.dtype) == ((4,), "int64")
    assert graph.complete


@pytest.mark.parametrize("sizes", [["2x3x32x32"], ["2x3x32x32", "2"]])
def test_a_time_is_one_number_for_each_example(sizes: list[str]) -> None:
    assert shapes(_Timed(nn.Linear(5, 8)), *sizes)[1] == (2,)


@pytest.mark.parametrize("size", ["6", "1x6"])
def test_a_size_that_fails_as_an_image_is_tried_as_it_stands(size: str) -> None:
    assert shapes(_Joined(), "3x32x32", size)[1] == (1, 6)


def test_where_nothing_helps_the_first_failure_is_shown() -> None:
    graph = inspect(_Joined(), ["3x32x32", "1x7"]).graph
    assert graph.inputs()[1].output.shape == (1, 3, 1, 7)
    assert not graph.complete


class _Fused(nn.Module):
    """Two images; what reads the second says how many channels it has."""

    def __init__(self, reader: nn.Module, out: int = 4) -> None:
        super().__init__()
        self.image = nn.Conv2d(3, 8, 3, padding=1)
        self.reader = reader
        self.out = nn.Linear(out, 2)

    def forward(self, image: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        pooled = (one.flatten(2).mean(2) for one in (self.image(image), self.reader(other)))
        return self.out(torch.cat(tuple(pooled), 1))


@pytest.mark.parametrize(
    ("reader", "second"),
    [
        (nn.Conv2d(1, 8, 3), (1, 1, 32, 32)),
        (nn.Sequential(nn.BatchNorm2d(5), nn.Conv2d(5, 8, 3)), (1, 5, 32, 32)),
        (nn.Conv1d(7, 8, 3), (1, 7, 32)),
        (nn.Conv3d(2, 8, 3), (1, 2, 32, 32, 32)),
    ],
)
def test_an_image_has_the_channels_of_the_layer_that_reads_it(
    reader: nn.Module, second: tuple[int, ...]
) -> None:
    assert shapes(_Fused(reader, out=16), "32") == [(1, 3, 32, 32), second]


def test_a_failure_elsewhere_does_not_hide_what_the_layer_says() -> None:
    graph = api.trace(_Fused(nn.Conv2d(1, 8, 3), out=99), "32", recover=True)
    assert graph.inputs()[1].output.shape == (1, 1, 32, 32)
    assert graph.run.guessed == (1,)
    assert [graph.nodes[one.node].op for one in graph.failures if one.node] == ["linear"]
