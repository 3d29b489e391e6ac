"""A table that is wider than the terminal is divided between its networks."""

from collections.abc import Callable

import pytest

from resnet_inspect.render.paper_table import text
from resnet_inspect.render.paper_table.build import paper_table
from resnet_inspect.report import Report

Reports = Callable[[str], Report]
NAMES = ("resnet18", "resnet50", "resnet152", "resnet110")


@pytest.mark.parametrize("columns", [64, 80, 100, 120])
def test_it_fits_and_no_network_is_lost(columns: int, report_on: Reports) -> None:
    table = paper_table([report_on(name) for name in NAMES])
    lines = text.render(table, columns=columns).splitlines()
    assert max(map(len, lines)) <= columns
    assert sum(line.startswith("layer") for line in lines) > 1 or columns >= 120
    for name in table.networks:
        assert sum(name in line for line in lines) == 1


def test_with_room_it_is_one_table(report_on: Reports) -> None:
    table = paper_table([report_on("resnet18"), report_on("resnet50")], caption="Nets")
    assert text.render(table, columns=200) == text.render(table)
