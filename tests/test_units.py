"""Numbers as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect import units


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1000, "1.00 k"),
        (9_994, "9.99 k"),
        (9_996, "10.0 k"),
        (99_960, "100 k"),
        (999_400, "999 k"),
        (999_600, "1.00 M"),
        (4_089_184_256, "4.09 G"),
        (11_513_626_624, "11.5 G"),
        (None, "–"),
    ],
)
def test_scaled_numbers_have_three_significant_digits(number: int | None, text: str) -> None:
    assert units.scaled(number) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.00 KiB"), (1_048_575, "1.00 MiB"), (None, "–")],
)
def test_sizes_use_binary_prefixes(size: int | None, text: str) -> None:
    assert units.binary_size(size) == text


@given(st.integers(min_value=1, max_value=10**20))
def test_a_scaled_number_is_off_by_less_than_half_a_percent(number: int) -> None:
    value, _, prefix = units.scaled(number).partition(" ")
    power = ["", "k", "M", "G", "T", "P", "E"].index(prefix)
    assert abs(float(value) * 1000**power - number) <= number * 0.005 + 1e-9


@given(st.floats(min_value=1e-9, max_value=1, exclude_max=True))
def test_a_positive_share_never_reads_as_zero(share: float) -> None:
    assert units.percent(share) not in {"0 %", "0.0 %"}


def test_text_for_ascii_terminals_is_ascii() -> None:
    assert units.dimensions((1, None, 3), ascii_only=True) == "1x-x3"
    assert units.square((3, 3), ascii_only=True) == "3"
    assert units.square((7, 5), ascii_only=True) == "7x5"


def test_an_empty_shape_is_a_scalar() -> None:
    assert units.dimensions(()) == "scalar"
    assert units.count(None) == "–"
    assert units.plural(0, "join") == "0 joins"
