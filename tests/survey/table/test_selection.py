"""Conditions and orders."""

from pathlib import Path

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.columns import COLUMNS, column
from resnet_inspect.survey.table.selection import sort, where

ROWS = [
    Row(target="timm:a", params=40, macs=4, inference_memory=7, errors=0, codes=""),
    Row(target="timm:b", params=20, macs=9, errors=2, codes="RES101 RES204"),
    Row(target="own", error="broken"),
]


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("params < 30e0 and macs < 5e9", ["timm:b"]),
        ("params / macs >= 10", ["timm:a"]),
        ("target like 'timm:%'", ["timm:a", "timm:b"]),
        ("codes like '%RES204%' or error is not null", ["timm:b", "own"]),
        ("errors == 0", ["timm:a"]),
        ("network = 'own' or inference < 8 or \"works for\" = 'any'", ["timm:a", "own"]),
        ("true", ["timm:a", "timm:b", "own"]),
    ],
)
def test_rows_that_fulfil_a_condition_are_kept_in_their_order(
    condition: str, kept: list[str]
) -> None:
    assert [row.target for row in where(ROWS, condition)] == kept


@pytest.mark.parametrize(
    "condition",
    [
        "params <",
        "parms < 3",
        "",
        "params < 3; drop table survey",
        "true) or (true",
        "__import__('os').system('true')",
        "(select count(*) from read_csv('/etc/passwd')) > 0",
        "(select max(number) from survey) > 0; select 1",
    ],
)
def test_what_is_no_condition_is_refused_and_the_columns_are_named(condition: str) -> None:
    with pytest.raises(UsageError, match="is no condition") as caught:
        where(ROWS, condition)
    assert "training_memory" in caught.value.hint


def test_a_condition_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(UsageError):
        where(ROWS, f"(select count(*) from '{secret}') > 0")  # noqa: S608 - that is tried


def test_numbers_are_sorted_from_the_largest_unknown_ones_last() -> None:
    assert [row.target for row in sort(ROWS, "macs")] == ["timm:b", "timm:a", "own"]
    assert [row.target for row in sort(ROWS, "+macs")] == ["timm:a", "timm:b", "own"]
    assert [row.target for row in sort(ROWS, "target")] == ["own", "timm:a", "timm:b"]


def test_a_column_goes_by_its_heading_too() -> None:
    assert sort(ROWS, "network") == sort(ROWS, "target")
    assert sort(ROWS, "+MACs") == sort(ROWS, "+macs")
    for one in COLUMNS:
        assert column(one.title) is one


def test_an_unknown_column_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no column `parameters`"):
        sort(ROWS, "parameters")


def test_half_a_character_is_no_condition_and_no_obstacle() -> None:
    rows = [Row(target="a\ud800", params=1)]
    assert where(rows, "params = 1") == rows
    with pytest.raises(UsageError, match="no condition"):
        where(rows, "a\ud800b")
