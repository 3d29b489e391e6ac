"""Labels never cover each other, a point or the frame."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.survey.plot.labels import Box, Label, place_labels

FRAME = Box(0, 0, 200, 100)
labels = st.builds(Label, st.floats(0, 200), st.floats(0, 100), st.floats(5, 60), st.just(8.0))


@given(st.lists(labels, max_size=30))
def test_labels_cover_neither_others_nor_points_nor_leave_the_frame(
    wanted: list[Label],
) -> None:
    points = [Box(one.x - 2, one.y - 2, one.x + 2, one.y + 2) for one in wanted]
    places = [box for box in place_labels(wanted, points, FRAME) if box is not None]
    assert not any(one.overlaps(other) for one, other in combinations(places, 2))
    assert not any(box.overlaps(point) for box in places for point in points)
    assert all(box.within(FRAME) for box in places)


def test_a_label_alone_stands_to_the_right_of_its_point() -> None:
    label = Label(50, 50, 20, 8)
    (place,) = place_labels([label], [], FRAME)
    assert place == Box(55, 46, 75, 54)


def test_the_more_important_label_chooses_first() -> None:
    narrow = Box(40, 46, 80, 54)
    first, second = place_labels([Label(50, 50, 20, 8)] * 2, [], narrow)
    assert first is not None
    assert second is None
