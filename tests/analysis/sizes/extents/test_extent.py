"""Arithmetic on sizes agrees with arithmetic on numbers, and has one form for one function."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.sizes.extents.extent import (
    Extent,
    exact_quotient,
    floor_of,
    lower_bound,
    symbol,
    value,
)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(-40, 40)),
        st.tuples(st.just("mul"), st.integers(-4, 4)),
        st.tuples(st.just("floor"), st.integers(1, 9)),
        st.tuples(st.just("width"), st.integers(-3, 3)),
    ),
    max_size=8,
)


@given(STEPS, st.integers(1, 500), st.integers(1, 500))
def test_an_extent_computes_as_numbers_do(
    steps: list[tuple[str, int]], height: int, width: int
) -> None:
    extent, number = symbol("H") + 0, height
    for step, by in steps:
        match step:
            case "add":
                extent, number = extent + by, number + by
            case "mul":
                extent, number = extent * by, number * by
            case "floor":
                extent, number = floor_of(extent, by), number // by
            case _:
                extent, number = extent + symbol("W") * by, number + width * by
    assert value(extent, {"H": height, "W": width}) == number
    low = lower_bound(extent)
    assert low is None or low <= number


def test_windows_in_sequence_become_one_floor() -> None:
    h = symbol("H")
    halved = h
    for _ in range(5):
        halved = (halved - 1) // 2 + 1
    assert halved == (h + 31) // 32


def test_rounding_up_is_written_as_rounding_down() -> None:
    h = symbol("H")
    assert -(-h // 8) == (h + 7) // 8
    assert floor_of(h * Fraction(1, 2)) == h // 2


def test_polynomials_are_divided_where_they_divide() -> None:
    h, w = symbol("H"), symbol("W")
    assert exact_quotient((h + 1) * (w + 2), w + 2) == h + 1
    assert exact_quotient(h * w * 3, 2) is None
    assert exact_quotient(h, w) is None


def test_what_cancels_is_a_number() -> None:
    h = symbol("H")
    assert h * 2 - h - h == 0
    assert isinstance(h + 1, Extent)
