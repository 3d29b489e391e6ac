"""Tables in lines of text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resnet_inspect.render.table.charset import ASCII, UNICODE, bar, charset_for, to_ascii
from resnet_inspect.render.table.layout import lines, text_width, wrap
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow


def column(name: str, place: int, *, rank: int = 0, breaks: str = "", bar: bool = False) -> Column:
    return Column(
        name=name, title=name, about="", cell=lambda item: item[place],
        value=lambda item: item[place], rank=rank, breaks=breaks, numeric=not breaks,
        bar=(lambda item: len(item[place]) / 10) if bar else None,
    )  # fmt: skip


COLUMNS = (
    column("name", 0, breaks=" ."),
    column("words", 1, breaks=" "),
    column("first", 2, rank=1),
    column("second", 3, rank=2, bar=True),
)


def text_of(rows: list[tuple[str, ...]], width: int, **options: object) -> list[str]:
    table = Table(
        title="A title", header=(Fact(label="input", text="one two three"),), columns=COLUMNS,
        rows=tuple(TableRow(item=row, indent=number % 3) for number, row in enumerate(rows)),
        footer=(Fact(label="sum", text="four five six"),),
    )  # fmt: skip
    made = lines(table, width, **options)  # type: ignore[arg-type]
    return ["".join(part for part, _ in line) for line in made]


words = st.text("abc .→×", max_size=30).map(str.strip)
rows = st.lists(st.tuples(words, words, st.sampled_from(["", "12", "123.4 G"]), words), max_size=8)


@given(rows=rows, width=st.integers(24, 120), charset=st.sampled_from([UNICODE, ASCII]))
def test_no_line_is_wider_than_asked(
    rows: list[tuple[str, ...]], width: int, charset: object
) -> None:
    assert all(text_width(line) <= width for line in text_of(rows, width, charset=charset))


@given(text=st.text("ab. ×漢", max_size=60), width=st.integers(4, 30), hang=st.integers(0, 2))
@example(text="   漢", width=4, hang=0)
def test_wrapping_loses_nothing_but_blanks(text: str, width: int, hang: int) -> None:
    parts = wrap(text, width, " .", hang)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(text_width(part) <= width for part in parts)


def test_wide_table_has_bars_and_narrow_one_has_not() -> None:
    row = ("name", "some words", "12", "xxxxx")
    assert any("█" in line for line in text_of([row], 80))
    assert not any("█" in line for line in text_of([row], 34))


def test_longest_bar_fills_its_column() -> None:
    small, large = text_of([("a", "b", "1", "x"), ("a", "b", "1", "xxxx")], 80)[-4:-2]
    assert "████████" in large
    assert "██" in small
    assert "███" not in small


def test_columns_go_by_rank_and_are_named() -> None:
    row = ("a long name", "a lot of words that go on", "123,456,789", "1,234,567")
    text = text_of([row], 50)
    assert "second" not in " ".join(text[:5])
    assert "no room at 50 columns for: second" in " ".join(text)


def test_words_go_on_in_the_next_line_before_columns_go() -> None:
    row = ("name", "a lot of words that go on and on", "123,456", "1,234,567")
    text = text_of([row], 54)
    assert any("123,456" in line and "1,234,567" in line for line in text)
    assert any(line.strip() in {"on and on", "and on", "on"} for line in text)


def test_text_width_counts_terminal_cells() -> None:
    assert (text_width("ab"), text_width("漢字"), text_width("×⊕")) == (2, 4, 2)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "unicode"), ("UTF-16", "unicode"), ("latin-1", "ascii"), ("ascii", "ascii"),
     (None, "ascii"), ("no such encoding", "ascii")],
)  # fmt: skip
def test_character_set_goes_by_the_streams_encoding(encoding: str | None, name: str) -> None:
    assert charset_for(encoding).name == name


@given(text=st.text())
def test_ascii_text_is_ascii(text: str) -> None:
    assert to_ascii(text).isascii()


def test_ascii_keeps_names_apart() -> None:
    assert to_ascii("blöck") != to_ascii("block")


@given(share=st.floats(0, 1), width=st.integers(1, 20))
def test_bar_fits_and_is_seen(share: float, width: int) -> None:
    drawn = bar(share, width, UNICODE)
    assert len(drawn) <= width
    assert bool(drawn) == (share > 0)
