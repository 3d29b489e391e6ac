"""The Pareto front, against its definition."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.survey.plot.front import Point, cost, pareto_front

few = st.integers(0, 6).map(float)


def beats(one: Point, other: Point) -> bool:
    return one != other and one[0] <= other[0] and one[1] <= other[1]


@given(st.lists(st.tuples(few, few)))
def test_the_front_is_what_no_point_beats(points: list[Point]) -> None:
    expected = {
        place
        for place, point in enumerate(points)
        if not any(beats(other, point) for other in points)
    }
    front = pareto_front(points)
    assert set(front) == expected
    assert len(front) == len(expected)
    assert [points[place] for place in front] == sorted(points[place] for place in front)


def test_a_larger_receptive_field_is_better() -> None:
    assert cost("receptive_field", 7) == -7
    assert cost("macs", 7) == 7
