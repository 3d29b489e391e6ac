"""A figure that follows the viewer's ground, and is the light one where nobody asks."""

import re
from collections.abc import Callable

import pytest

from resnet_inspect import api
from resnet_inspect.report import Report

Reports = Callable[[str], Report]


def figure(report: Report, theme: str, kind: str = "svg") -> str | bytes:
    return api.diagram(report, theme=theme).render(kind)


def without_classes(svg: str) -> str:
    """Drop the style sheet and the classes that it speaks of."""
    return re.sub(
        r' class="[fs]-[^"]*"', "", re.sub(r"<style>.*?</style>\n", "", svg, flags=re.DOTALL)
    )


def at_night(svg: str) -> str:
    """Do what a browser does on a dark ground."""
    rules = dict(re.findall(r"^\.([fs]-[\w-]+)\{\w+:(#\w+)\}$", svg, flags=re.MULTILINE))

    def recolored(match: re.Match[str]) -> str:
        drawn = match[0]
        for name in match[1].split():
            what = "fill" if name[0] == "f" else "stroke"
            drawn = re.sub(rf'{what}="#\w+"', f'{what}="{rules[name]}"', drawn)
        return drawn

    return re.sub(r'<\w+ [^<>]*class="([fs]-[^"]*)"[^<>]*>', recolored, svg)


def test_by_day_it_is_the_light_figure(report_on: Reports) -> None:
    followed = str(figure(report_on("resnet50"), "auto"))
    assert "@media (prefers-color-scheme: dark)" in followed
    assert without_classes(followed) == figure(report_on("resnet50"), "light")


def test_at_night_it_is_the_dark_figure(report_on: Reports) -> None:
    followed = at_night(str(figure(report_on("resnet50"), "auto")))
    assert without_classes(followed) == figure(report_on("resnet50"), "dark")


@pytest.mark.parametrize("kind", ["pdf", "png", "tikz", "dot", "mermaid"])
def test_formats_that_cannot_ask_are_light(kind: str, report_on: Reports) -> None:
    report = report_on("resnet18")
    assert figure(report, "auto", kind) == figure(report, "light", kind)
