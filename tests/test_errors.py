"""What errors say, in lines that can be read."""

import pytest

from resnet_inspect.errors import said_by, shortened


@pytest.mark.parametrize(("length", "shown"), [(300, 300), (301, 301), (12_000, 301)])
def test_a_long_line_of_another_librarys_is_cut(length: int, shown: int) -> None:
    first, second = said_by(RuntimeError("a" * length + "\nlast line")).split("\n")
    assert (len(first), second) == (shown, "last line")
    assert first.endswith("…") == (length > 300)


def test_lines_that_are_short_stay_as_they_are() -> None:
    assert shortened("one\n\n  two\n") == "one\n\n  two\n"


def test_a_text_of_many_lines_is_cut() -> None:
    said = said_by(RuntimeError("a\n" * 100_000)).split("\n")
    assert (said[0], said[-1], len(said)) == ("a", "…", 31)


def test_frames_of_torchs_own_are_left_out() -> None:
    said = 'an overflow "at 1\nException raised from unpack at numbers.h:79\nframe #0: c10::Error'
    assert said_by(TypeError(said)) == 'an overflow "at 1'
