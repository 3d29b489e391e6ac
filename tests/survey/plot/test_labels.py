"""Labels never cover each other, a point or the frame."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.survey.plot.labels import Box, Label, Line, place_labels

FRAME = Box(0, 0, 200, 100)
labels = st.builds(Label, st.floats(0, 200), st.floats(0, 100), st.floats(5, 60), st.just(8.0))


@given(st.lists(labels, max_size=30))
def test_labels_cover_neither_others_nor_points_nor_leave_the_frame(
    wanted: list[Label],
) -> None:
    points = [Box(one.x - 2, one.y - 2, one.x + 2, one.y + 2) for one in wanted]
    placed = [place for place in place_labels(wanted, points, FRAME) if place is not None]
    boxes = [place.box for place in placed]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert not any(box.overlaps(point) for box in boxes for point in points)
    assert all(box.within(FRAME) for box in boxes)


@given(st.lists(labels, max_size=30))
def test_a_leader_crosses_no_label_no_point_and_no_other_leader(wanted: list[Label]) -> None:
    points = [Box(one.x - 2, one.y - 2, one.x + 2, one.y + 2) for one in wanted]
    placed = [place for place in place_labels(wanted, points, FRAME) if place is not None]
    leaders = [place.leader for place in placed if place.leader]
    assert not any(line.crosses(other) for line, other in combinations(leaders, 2))
    for place in placed:
        if place.leader:
            others = [one.box for one in placed if one is not place]
            assert not any(_samples_inside(place.leader, box) for box in points + others)


def _samples_inside(line: Line, box: Box) -> bool:
    (x, y), (to_x, to_y) = line.start, line.end
    at = [(x + (to_x - x) * part / 20, y + (to_y - y) * part / 20) for part in range(21)]
    return any(box.left < x < box.right and box.top < y < box.bottom for x, y in at)


def test_a_place_near_its_point_goes_before_a_more_important_label_from_farther_away() -> None:
    crowded = [Box(40, 40, 60, 60)]
    far, near = place_labels([Label(50, 50, 20, 8), Label(67, 50, 20, 8)], crowded, FRAME)
    assert near is not None
    assert near.leader is None
    assert far is None  # its leaders would leave through the obstacle


def test_a_label_alone_stands_to_the_right_of_its_point() -> None:
    label = Label(50, 50, 20, 8)
    (place,) = place_labels([label], [], FRAME)
    assert place is not None
    assert place.box == Box(55, 46, 75, 54)
    assert place.leader is None


def test_the_more_important_label_chooses_first() -> None:
    narrow = Box(40, 46, 80, 54)
    first, second = place_labels([Label(50, 50, 20, 8)] * 2, [], narrow)
    assert first is not None
    assert second is None
