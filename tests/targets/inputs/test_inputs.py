"""``--input`` in all its forms: what shape each tensor of the forward pass gets."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from resnet_inspect import api
from resnet_inspect.errors import InputSizeError
from resnet_inspect.targets.inputs.input_shape import InputShape, parse_input
from resnet_inspect.targets.run_options import Size

CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}


class _Pair(nn.Module):
    """A siamese network, with a third input that may be left out."""

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 4, 3)

    def forward(
        self, a: torch.Tensor, b: torch.Tensor, c: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the difference."""
        rest = 0.0 if c is None else self.conv(c).mean()
        return self.conv(a).mean() - self.conv(b).mean() + rest


class _OutOfOrder(nn.Module):
    """The convolution that is registered first is called last."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Conv2d(16, 2, 1)
        self.first = nn.Conv2d(5, 16, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Call them."""
        return self.last(self.first(x))


def shapes(network: nn.Module, *sizes: Size) -> list[tuple[int, ...]]:
    """Return the shapes of the inputs with which a network is traced."""
    graph = api.trace(network, list(sizes) or None)
    assert graph.failures == ()
    return [node.output.shape for node in graph.inputs()]


@pytest.mark.parametrize(
    ("dimensions", "size", "shape"),
    [
        (1, "100", (1, 5, 100)),
        (1, "5x100", (1, 5, 100)),
        (1, "2x5x100", (2, 5, 100)),
        (2, "40", (1, 5, 40, 40)),
        (2, "40x30", (1, 5, 40, 30)),
        (2, "5x40x30", (1, 5, 40, 30)),
        (2, "8x5x40x30", (8, 5, 40, 30)),
        (3, "12", (1, 5, 12, 12, 12)),
        (3, "6x12x10", (1, 5, 6, 12, 10)),
        (3, "5x6x12x10", (1, 5, 6, 12, 10)),
        (3, "2x5x6x12x10", (2, 5, 6, 12, 10)),
    ],
)
def test_numbers_are_read_from_the_right(
    dimensions: int, size: str, shape: tuple[int, ...]
) -> None:
    assert shapes(CONVOLUTIONS[dimensions](5, 8, 3), size) == [shape]


@pytest.mark.parametrize("text", ["40x30", "40 x 30", "40×30", "40,30", "40, 30", "(40, 30)"])
def test_numbers_are_separated_as_people_do_it(text: str) -> None:
    assert shapes(nn.Conv2d(5, 8, 3), text) == [(1, 5, 40, 30)]


@pytest.mark.parametrize("size", [40, "40", (1, 5, 40, 40), [5, 40, 40], torch.empty(1, 5, 40, 40)])
def test_a_size_may_be_a_number_a_text_a_shape_or_a_tensor(size: Size) -> None:
    graph = api.trace(nn.Conv2d(5, 8, 3), size)
    assert [node.output.shape for node in graph.inputs()] == [(1, 5, 40, 40)]


def test_a_tensor_gives_its_type_too() -> None:
    graph = api.trace(nn.Conv2d(5, 8, 3).double(), torch.empty(2, 5, 9, 9, dtype=torch.float64))
    assert graph.inputs()[0].output.dtype == "float64"


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_without_a_size_it_is_224_in_each_dimension(dimensions: int) -> None:
    network = CONVOLUTIONS[dimensions](5, 8, 3)
    graph = api.trace(network)
    assert graph.inputs()[0].output.shape == (1, 5, *[224] * dimensions)
    assert any("by default; change with --input" in note for note in graph.run.notes)


def test_one_size_serves_each_required_input() -> None:
    assert shapes(_Pair(), "32") == [(1, 3, 32, 32)] * 2


def test_sizes_are_given_to_the_inputs_in_order() -> None:
    assert shapes(_Pair(), "32", "2x3x16x8") == [(1, 3, 32, 32), (2, 3, 16, 8)]
    assert shapes(_Pair(), "8", "9", "10")[2] == (1, 3, 10, 10)


def test_more_sizes_than_inputs_are_refused() -> None:
    with pytest.raises(InputSizeError, match="forward takes 2 to 3 inputs, 4 were given"):
        shapes(_Pair(), "8", "8", "8", "8")


def test_channels_are_those_of_the_first_convolution_that_is_called() -> None:
    assert shapes(_OutOfOrder(), "20") == [(1, 5, 20, 20)]


def test_channels_given_are_kept_even_if_they_are_wrong() -> None:
    graph = api.trace(_Pair(channels=4), "3x20x20")
    assert graph.inputs()[0].output.shape == (1, 3, 20, 20)
    assert graph.failures[0].node is not None


@pytest.mark.parametrize(("dimensions", "size"), [(3, "4x4")])
def test_too_few_numbers_are_answered_with_examples(dimensions: int, size: str) -> None:
    with pytest.raises(InputSizeError, match=f"a {dimensions}-D network takes") as caught:
        shapes(CONVOLUTIONS[dimensions](5, 8, 3), size)
    assert "x".join(["224"] * dimensions) in caught.value.hint


@pytest.mark.parametrize(("dimensions", "size"), [(1, "1x2x3x4"), (2, "1x4x3x64x64")])
def test_a_full_shape_of_more_dimensions_is_taken_as_it_is(dimensions: int, size: str) -> None:
    assert parse_input(size).resolve(3, dimensions) == tuple(map(int, size.split("x")))


SIZES = st.lists(st.integers(1, 9999), min_size=1, max_size=5)


@given(SIZES)
def test_a_size_is_read_as_it_is_printed(numbers: list[int]) -> None:
    shape = InputShape(tuple(numbers))
    assert parse_input(str(shape)) == shape


@given(SIZES, st.integers(1, 64), st.integers(1, 3))
def test_a_resolved_size_has_batch_channels_and_all_dimensions(
    numbers: list[int], channels: int, spatial: int
) -> None:
    given_size = InputShape(tuple(numbers))
    if 1 < len(numbers) < spatial:
        with pytest.raises(InputSizeError):
            given_size.resolve(channels, spatial)
        return
    shape = given_size.resolve(channels, spatial)
    assert len(shape) == max(spatial + 2, len(numbers))
    assert shape[-len(numbers) :] == tuple(numbers)
    if len(numbers) <= spatial:
        assert shape[:2] == (1, channels)


@given(st.text(alphabet="0123456789x×, -.e", max_size=8))
def test_any_other_text_is_refused_as_a_size(text: str) -> None:
    try:
        numbers = parse_input(text).numbers
    except InputSizeError:
        return
    assert numbers
    assert all(number > 0 for number in numbers)
