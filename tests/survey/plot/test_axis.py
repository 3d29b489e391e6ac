"""Axes hold all values and have round ticks."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.survey.plot.axis import axis_for

values = st.lists(st.floats(0.001, 1e12) | st.integers(0, 50).map(float), min_size=1, max_size=9)


@given(values)
def test_every_value_lies_inside_and_larger_ones_farther(found: list[float]) -> None:
    axis = axis_for(found)
    places = [axis.place(value) for value in sorted(found)]
    assert all(0 <= place <= 1 for place in places)
    assert places == sorted(places)


@given(values)
def test_ticks_lie_on_the_axis_in_order(found: list[float]) -> None:
    axis = axis_for(found)
    ticks = axis.ticks()
    assert ticks == sorted(ticks)
    assert all(axis.low <= tick <= axis.high for tick in ticks)


def test_a_wide_range_is_logarithmic_and_zero_never_is() -> None:
    assert axis_for([1, 100]).ticks() == [1, 2, 5, 10, 20, 50, 100]
    assert not axis_for([0, 100]).logarithmic


def test_one_value_has_an_axis() -> None:
    assert axis_for([5]).place(5) == 0.5
    assert axis_for([0]).place(0) == 0.5
