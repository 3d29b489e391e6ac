"""The size that a head is made for, where nobody gave one."""

import pytest
import torch
from torch import nn

from resnet_inspect import api


class Flattening(nn.Module):
    """A head that takes one size."""

    def __init__(self, cells: int, *, across: bool = False) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 16, 3, 2, 1))
        self.head = nn.Linear(16 * cells * cells, 5)
        self.across = across

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Flatten, by example or across all of them."""
        x = self.features(x)
        return self.head(x.view(-1, self.head.in_features) if self.across else x.flatten(1))


@pytest.mark.parametrize("cells", [7, 8, 10, 13, 50, 64])
@pytest.mark.parametrize("across", [False, True])
def test_the_default_gives_way_to_the_size_of_the_head(cells: int, across: bool) -> None:
    network = Flattening(cells, across=across)
    report = api.inspect(network)
    shape = report.graph.inputs()[0].output.shape
    assert report.complete
    assert network(torch.zeros(shape)).shape == (1, 5)
    assert f"{'×'.join(map(str, shape))} since 224×224 does not fit" in str(report)


def test_a_size_that_was_given_is_kept() -> None:
    assert not api.inspect(Flattening(8), 64).complete


def test_a_head_that_no_size_fits_is_shown_at_the_default() -> None:
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(9, 2)
    )
    report = api.inspect(network)
    assert report.graph.inputs()[0].output.shape == (1, 3, 224, 224)
    assert not report.complete


class Refusing(nn.Module):
    """Asserts a size, as networks for segmentation do."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take one more than a multiple of 8."""
        assert (x.shape[2] - 1) % 8 == 0
        return self.conv(x)


def test_a_size_that_the_network_refuses_gives_way_to_one_that_it_takes() -> None:
    report = api.inspect(Refusing())
    assert report.complete
    assert "input 1×3×225×225 since 224×224 is refused" in str(report)
    assert not api.inspect(Refusing(), 224).complete


class WithPositions(nn.Module):
    """Adds a table of positions, made for one size."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, 8, 4, 4)
        self.positions = nn.Parameter(torch.zeros(1, 8, 24, 24))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the map, each position with its own values."""
        return self.patch(x) + self.positions


def test_the_default_gives_way_to_the_size_of_a_table() -> None:
    report = api.inspect(WithPositions())
    assert report.graph.inputs()[0].output.shape == (1, 3, 96, 96)
    assert "since 224×224 does not fit a parameter" in str(report)


class Attending(nn.Module):
    """Adds to the scores of its attention what they make of a table of positions."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, 8, 4, 4)
        self.rows = nn.Parameter(torch.zeros(1, 8, 16, 1))
        self.columns = nn.Parameter(torch.zeros(1, 8, 1, 16))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the scores."""
        query = self.patch(x).flatten(2)
        places = (self.rows + self.columns).flatten(2)
        return query.transpose(1, 2) @ query + places.transpose(1, 2) @ query


def test_the_default_gives_way_to_the_size_of_a_table_that_attention_multiplies() -> None:
    report = api.inspect(Attending())
    assert report.graph.inputs()[0].output.shape == (1, 3, 64, 64)
    assert "since 224×224 does not fit a parameter" in str(report)


class Agent(nn.Module):
    """Sees an image of one size, and a number."""

    def __init__(self) -> None:
        super().__init__()
        self.see, self.act = Flattening(16), nn.Linear(6, 2)

    def forward(self, image: torch.Tensor, reward: torch.Tensor) -> torch.Tensor:
        """Return what to do."""
        return self.act(torch.cat([self.see(image), reward[:, None]], 1))


def test_beside_an_image_of_its_heads_size_an_input_is_a_number() -> None:
    report = api.inspect(Agent())
    assert [node.output.shape for node in report.graph.inputs()] == [(1, 3, 64, 64), (1,)]
    assert report.complete


class Generator(nn.Module):
    """Makes an image of a vector; its convolution is registered first."""

    def __init__(self) -> None:
        super().__init__()
        self.paint, self.map = nn.Conv2d(4, 3, 3), nn.Linear(20, 4 * 64)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """Return the image."""
        return self.paint(self.map(z).view(-1, 4, 8, 8))


def test_a_latent_vector_has_the_features_of_the_layer_that_reads_it() -> None:
    report = api.inspect(Generator())
    assert report.graph.inputs()[0].output.shape == (1, 20)
    assert report.complete


def test_the_size_of_a_table_is_found_past_failures_too() -> None:
    """A map of one position is added to any table: that is no size that the network is made for."""
    graph = api.trace(nn.Sequential(WithPositions(), nn.Conv2d(8, 8, 1)), recover=True)
    assert graph.inputs()[0].output.shape == (1, 3, 96, 96)
