"""The survey's page in a real browser: its titles sort, and its rows stay low."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.page import page
from resnet_inspect.survey.table.table import survey_table
from tests.render.diagram.browser import Browser, opened

ROWS = [
    Row(target="b", params=20, works_for="height, width: any"),
    Row(target="a", params=300, works_for="height, width: divisible by 32"),
    Row(target="c", error="it failed"),
]
ORDER = "return [...document.querySelector('tbody').rows].map((row) => row.cells[0].textContent)"
CLICK = (
    "[...document.querySelectorAll('thead th')].find((one) => one.textContent === arguments[0])"
    ".querySelector('button').click();"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened(tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Browser:
    path = tmp_path / "survey.html"
    path.write_text(page(survey_table(ROWS)), "utf-8")
    browser.open(path)
    return browser


def clicked(browser: Browser, title: str) -> list[str]:
    return [str(name) for name in browser.run(CLICK + ORDER, title)]


def test_numbers_sort_from_the_largest_and_back_with_unknown_ones_last(shown: Browser) -> None:
    assert clicked(shown, "params") == ["a", "b", "c"]
    assert clicked(shown, "params") == ["b", "a", "c"]
    state = "return document.querySelector('th[aria-sort]').getAttribute('aria-sort')"
    assert shown.run(state) == "ascending"


def test_names_sort_from_a(shown: Browser) -> None:
    assert clicked(shown, "network") == ["a", "b", "c"]
    assert clicked(shown, "network") == ["c", "b", "a"]


def test_a_row_of_short_cells_is_one_line_high(shown: Browser) -> None:
    heights = "return [...document.querySelector('tbody').rows].map((row) => row.offsetHeight)"
    assert max(shown.run(heights)) < 40


def test_the_name_stays_in_sight_when_the_table_moves(shown: Browser) -> None:
    shown.run("scrollTo(10000, 0)")
    left = "return document.querySelector('tbody td').getBoundingClientRect().left"
    assert shown.run(left) >= 0
