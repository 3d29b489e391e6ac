"""The table of residual connections."""

from collections.abc import Callable
from typing import Any

import pytest

from resnet_inspect.render.table.formats import plain
from resnet_inspect.render.table.residual_table import RESIDUAL_COLUMNS, residual_table
from resnet_inspect.report import Report
from tests.conftest import Golden

ReportOn = Callable[[str], Report]
BY_NAME = {column.name: column for column in RESIDUAL_COLUMNS}


def values(report: Report, *names: str) -> list[tuple[Any, ...]]:
    rows = residual_table(report, RESIDUAL_COLUMNS).rows
    return [tuple(BY_NAME[name].value(row.item) for name in names) for row in rows]


@pytest.mark.parametrize("name", ["resnet50", "resnet20", "unet", "broken", "seresnet50"])
def test_table_is_the_golden_one(name: str, report_on: ReportOn, golden: Golden) -> None:
    table = residual_table(report_on(name))
    golden(f"residuals/{name}.txt", plain.render_table(table, width=140))


def test_a_row_for_each_connection(report_on: ReportOn) -> None:
    report = report_on("resnet50")
    assert len(residual_table(report).rows) == len(report.residuals) == 16


def test_projection_says_what_it_does_and_costs(report_on: ReportOn) -> None:
    first = values(report_on("resnet50"), "block", "kind", "shortcut", "shortcut_ops", "params")[3]
    assert first == ("layer2.0", "projection", "1×1, 256→512, /2", 2, 256 * 512 + 2 * 512)


def test_identity_has_no_operators(report_on: ReportOn) -> None:
    second = values(report_on("resnet50"), "kind", "shortcut", "shortcut_ops", "params", "stride")[
        1
    ]
    assert second == ("identity", "", 0, 0, "1")


def test_option_a_has_a_stride_and_no_parameters(report_on: ReportOn) -> None:
    padded = [row for row in values(report_on("resnet20"), "kind", "stride", "params")
              if row[0] == "padding"]  # fmt: skip
    assert padded == [("padding", "2", 0)] * 2


def test_long_main_path_is_shortened_with_a_count(report_on: ReportOn) -> None:
    outermost = values(report_on("unet"), "main", "main_ops")[-1]
    assert outermost[0].endswith("more")
    assert outermost[0].count(",") == 4


def test_failed_join_says_so(report_on: ReportOn) -> None:
    assert values(report_on("broken"), "join") == [("failed",)]


def test_network_without_any_says_so(report_on: ReportOn) -> None:
    text = plain.render_table(residual_table(report_on("siamese")))
    assert "no two paths of this network meet again" in text
