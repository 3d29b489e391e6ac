"""What is shown never acts on a terminal, and still means what it did."""

import json
from unicodedata import bidirectional, category

from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.visible import blanked, encoded, on_one_line, visible

ANY = st.text(st.characters(codec=None, exclude_categories=()))


def acts(character: str) -> bool:
    """Whether a character is one that a terminal obeys, by Unicode's own table."""
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return category(character) in {"Cc", "Cs", "Zl", "Zp"} or bidirectional(character) in turns


@given(ANY)
def test_nothing_that_is_shown_acts(text: str) -> None:
    assert not any(acts(character) for character in visible(text) if character not in "\n\t")
    assert not any(map(acts, on_one_line(text)))
    assert not any(map(acts, blanked(text).replace("\n", "").replace("\t", "")))


@given(ANY)
def test_what_is_shown_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert len(blanked(text)) == len(text)


@given(ANY)
def test_json_means_the_same_when_it_is_shown(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    meant = json.loads(json.dumps(text))  # in which two halves are one character
    assert json.loads(visible(written)) == meant
    assert json.loads(encoded(written)) == meant
