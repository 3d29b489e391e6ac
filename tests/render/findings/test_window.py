"""Of a line of code that is too long, the part is shown that a finding marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.render.findings.window import CUT, window

LINE = "self.body = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3))"


def marked(text: str, room: int) -> tuple[str, str]:
    """Return what is shown of the line, and what of it is marked, for the last such text."""
    start = LINE.rindex(text)
    mark = (start, start + len(text))
    seen = window(LINE, [mark], room)
    shown = seen.shown(LINE)
    lead, length = seen.marked(*mark)
    return shown, shown[lead : lead + length]


@pytest.mark.parametrize("text", ["self.body", "nn.BatchNorm2d(8)", "nn.Conv2d(8, 8, 3)"])
def test_a_mark_stands_below_what_it_marks(text: str) -> None:
    shown, below = marked(text, 40)
    assert below == text
    assert len(shown) == 40


def test_a_line_that_fits_is_whole() -> None:
    assert marked("nn.BatchNorm2d(8)", 0) == (LINE, "nn.BatchNorm2d(8)")
    assert marked("nn.BatchNorm2d(8)", 200) == (LINE, "nn.BatchNorm2d(8)")


def test_the_sign_says_on_which_side_a_line_was_cut() -> None:
    assert marked("self.body", 40)[0].endswith(CUT)
    assert marked("nn.Conv2d(8, 8, 3)", 40)[0].startswith(CUT)


@given(st.integers(3, 120), st.integers(0, len(LINE) - 30), st.integers(0, 30))
def test_no_mark_is_outside_of_the_room(room: int, start: int, length: int) -> None:
    seen = window(LINE, [(start, start + length)], room)
    lead, marks = seen.marked(start, start + length)
    assert len(seen.shown(LINE)) == min(room, len(LINE))
    assert 0 <= lead < lead + marks <= max(room, len(LINE))
