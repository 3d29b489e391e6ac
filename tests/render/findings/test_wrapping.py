"""Findings fit the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.render.findings.frames import render
from resnet_inspect.render.findings.wrapping import seen, wrapped

SOURCE = (
    "class Block:\n"
    "    projection = nn.Conv2d(channels, width, kernel_size=1, stride=1, bias=False)\n"
)


def finding() -> Findings:
    place = SourceSpan(file="net.py", line=2, column=17, end_line=2, end_column=84)
    found = Finding(
        code="RES102", name="projection-stride", severity=Severity.ERROR, place=place,
        message="the shortcut's projection strides by 1, the main path by 2, so their sizes differ",
        label="(1, 32, 32, 32), the main path (1, 32, 16, 16)",
        help="give it the stride of the main path, which is 2 here, and nothing else changes",
    )  # fmt: skip
    return Findings(target="net.py", findings=(found,), sources={"net.py": SOURCE})


def test_nothing_is_wider_than_the_terminal_and_no_word_is_lost() -> None:
    whole, narrow = render([finding()]), render([finding()], columns=60)
    assert max(map(len, narrow.splitlines())) <= 60
    assert max(map(len, whole.splitlines())) > 100
    for word in ("differ", "changes", "16)"):
        assert word in narrow.replace("\n", " ")


def test_code_is_cut_and_what_is_said_of_it_goes_below() -> None:
    lines = render([finding()], columns=60).splitlines()
    code = next(number for number, line in enumerate(lines) if "nn.Conv2d" in line)
    assert lines[code].endswith("…")
    assert set(lines[code + 1].split("|")[1].strip()) == {"^"}
    assert "the main path (1, 32, 16, 16)" in lines[code + 2]


def test_colors_take_no_columns() -> None:
    narrow = render([finding()], columns=60, colors=True)
    assert max(map(seen, narrow.splitlines())) <= 60


@given(st.lists(st.text("abc:,", min_size=1, max_size=12), min_size=1), st.integers(20, 80))
def test_wrapping_keeps_the_words(words: list[str], columns: int) -> None:
    line = "   = " + " ".join(words)
    pieces = list(wrapped(line, columns))
    assert " ".join(" ".join(pieces).split()) == " ".join(line.split())
    assert all(len(piece) <= columns for piece in pieces)
