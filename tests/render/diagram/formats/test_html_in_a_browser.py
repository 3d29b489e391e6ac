"""The web page, used as a person uses it, in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_inspect.render.diagram.formats.html import render_html
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.picture import Format, Output, picture
from resnet_inspect.report import Report
from tests.builders import GraphBuilder
from tests.render.diagram.browser import Browser, opened

Reports = Callable[[str], Report]
VIEW = "return document.querySelector('.variant:not([hidden]) svg').getAttribute('viewBox')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened(tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture
def page(browser: Browser, report_on: Reports, tmp_path: Path) -> Browser:
    path = tmp_path / "figure.html"
    path.write_text(render_html([report_on("resnet50")], Options()), "utf-8")
    browser.open(path)
    return browser


def width(browser: Browser) -> float:
    return float(browser.run(VIEW).split()[2])


def left(browser: Browser) -> float:
    return float(browser.run(VIEW).split()[0])


def middle_of(browser: Browser, selector: str, text: str) -> dict[str, int]:
    found = browser.run(
        "const all = [...document.querySelectorAll('.variant:not([hidden]) ' + arguments[0])];"
        "const one = all.find((group) => group.textContent.includes(arguments[1]));"
        "const box = one.getBoundingClientRect();"
        "return {x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2)}",
        selector,
        text,
    )
    return dict(found)


def press(browser: Browser, at: dict[str, int], times: int = 1) -> None:
    move = {"type": "pointerMove", "duration": 0, "origin": "viewport", **at}
    click = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    browser.act([move, *click * times])


def test_the_page_loads_without_errors_and_without_the_network(page: Browser) -> None:
    assert page.logs() == []
    assert page.run("return performance.getEntriesByType('resource').length") == 0


def test_buttons_zoom_and_fit(page: Browser) -> None:
    before = width(page)
    page.run("document.getElementById('larger').click()")
    assert width(page) == pytest.approx(before / 1.4)
    page.run("document.getElementById('whole').click()")
    assert width(page) == pytest.approx(before)


def test_dragging_moves_the_figure(page: Browser) -> None:
    before = left(page)
    at = middle_of(page, ".chip", "3×3 max pool")
    move = {"type": "pointerMove", "duration": 0, "origin": "viewport"}
    page.act(
        [
            {**move, **at},
            {"type": "pointerDown", "button": 0},
            {**move, "x": at["x"] + 60, "y": at["y"]},
            {**move, "x": at["x"] + 120, "y": at["y"]},
            {"type": "pointerUp", "button": 0},
        ]
    )
    assert left(page) < before - 10


def test_pointing_at_a_chip_tells_what_it_is(page: Browser) -> None:
    at = middle_of(page, ".chip", "7×7, 64, /2")
    page.act([{"type": "pointerMove", "duration": 0, "origin": "viewport", **at}])
    hint = page.run(
        "const h = document.getElementById('hint'); return h.hidden ? '' : h.textContent"
    )
    assert "conv1" in hint
    assert "1×64×112×112" in hint


def test_clicking_a_chip_lists_its_operators(page: Browser) -> None:
    press(page, middle_of(page, ".chip", "7×7, 64, /2"))
    details = page.run("return document.getElementById('facts').textContent")
    assert "conv2d" in details
    assert "118 M" in details
    assert "9,408" in details


def test_search_marks_what_it_finds(page: Browser) -> None:
    page.run(
        "const s = document.getElementById('search'); s.value = 'layer4.0';"
        "s.dispatchEvent(new Event('input'))"
    )
    found = page.run("return document.querySelectorAll('.variant:not([hidden]) .found').length")
    assert found == 5
    assert page.run("return document.getElementById('found').textContent") == "5 found"


def test_blocks_unfold_by_double_click_and_fold_again(page: Browser) -> None:
    count = "return document.querySelectorAll('.variant:not([hidden]) .block').length"
    assert page.run(count) == 8
    press(page, middle_of(page, ".block", "layer3.1–5"), times=2)
    assert page.run(count) == 12
    page.run("const c = document.getElementById('variant'); c.value = '*';"
             "c.dispatchEvent(new Event('change'))")  # fmt: skip
    assert page.run(count) == 16


def test_the_table_is_a_view_of_its_own_that_shows_all_columns(page: Browser) -> None:
    seen = "return document.getElementById('layers').offsetWidth"
    assert page.run(seen) == 0
    page.run("document.getElementById('see-layers').click()")
    cut = "const t = document.querySelector('#layers .resnet-inspect');"
    assert page.run(f"{cut} return t.scrollWidth <= t.clientWidth")
    assert "% MACs" in page.run(f"{cut} return t.textContent")
    assert page.run("return document.getElementById('stage').offsetWidth") == 0
    page.run("document.getElementById('see-figure').click()")
    assert page.run(seen) == 0


def test_what_is_told_of_a_part_leaves_the_figure_most_of_the_width(page: Browser) -> None:
    share = "return document.getElementById('stage').offsetWidth / innerWidth"
    assert page.run(share) > 0.7


def test_a_failure_leads_to_its_place(browser: Browser, report_on: Reports, tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    path.write_text(render_html([report_on("broken+recover")], Options()), "utf-8")
    browser.open(path)
    browser.run("document.querySelector('li[data-node]').click()")
    assert browser.run("return document.querySelectorAll('.join.chosen').length") == 1
    assert "RuntimeError" in browser.run("return document.getElementById('findings').textContent")


ATTACKS = (
    "<script>attacked()</script>", '"><img src=x onerror=attacked()>', "javascript:attacked()",
    "</script><svg onload=attacked()>", "]]><script>attacked()</script>", "{{attacked()}}",
)  # fmt: skip


def hostile() -> Report:
    """Return a network whose every name tries to run a script."""
    build = GraphBuilder()
    entry = result = build.input((1, 8, 16, 16))
    for attack in ATTACKS:
        build.enter(attack, attack)
        result = build.add(build.relu(build.conv(result, 8)), result)
        build.leave()
    graph = build.graph(build.add(result, entry))
    run = replace(graph.run, target=ATTACKS[0], network=ATTACKS[1], notes=ATTACKS)
    return Report(replace(graph, run=run))


@pytest.mark.parametrize("kind", ["html", "svg", "table"])
def test_no_name_runs_as_a_script(browser: Browser, tmp_path: Path, kind: str) -> None:
    report, path = hostile(), tmp_path / "figure.html"
    ready = "<script>document.body.dataset.ready = 'yes'</script>"
    page = "<!doctype html><meta charset=utf-8><body>{}</body>"
    content = {
        "html": lambda: render_html([report], Options()),
        "svg": lambda: page.format(
            str(picture([report], Options(), Output(format=Format.SVG))) + ready
        ),
        "table": lambda: page.format(report._repr_html_() + ready),
    }[kind]()
    guard = "<head><script>window.attacked = () => { window.ran = true }</script>"
    marked = content.replace("<meta charset", f"{guard}<meta charset", 1)
    assert guard in marked
    path.write_text(marked, "utf-8")
    browser.open(path)
    assert browser.run("return window.ran === undefined && typeof attacked === 'function'")
    assert browser.run("return document.images.length") == 0
