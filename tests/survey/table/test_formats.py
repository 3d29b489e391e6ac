"""Rows in files: Parquet and JSON lines keep them, the page shows them."""

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resnet_inspect.errors import UsageError
from resnet_inspect.survey.rows.json_lines import json_lines
from resnet_inspect.survey.rows.row import NAMES, Row
from resnet_inspect.survey.table.arrow import parquet
from resnet_inspect.survey.table.columns import COLUMNS, told
from resnet_inspect.survey.table.page import page
from resnet_inspect.survey.table.saved import read_survey
from resnet_inspect.survey.table.table import survey_table

VALUES = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    int: st.integers(0, 2**60),
    float: st.floats(0, 1e6),
}


def values(kind: object) -> st.SearchStrategy[object]:
    """Return values of a field: of a type, or of a type or None."""
    if kind is str:
        return VALUES[str]
    inner = next(one for one in get_args(kind) if one is not type(None))
    return st.none() | VALUES[inner]


rows = st.builds(Row, **{field.name: values(field.type) for field in fields(Row)})


@settings(deadline=None, max_examples=25)
@given(st.lists(rows, max_size=4, unique_by=lambda row: row.key))
def test_parquet_and_json_lines_give_the_rows_back(
    tmp_path_factory: pytest.TempPathFactory, surveyed: list[Row]
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "z.parquet").write_bytes(parquet(surveyed))
    (folder / "z.jsonl").write_text(json_lines(surveyed), encoding="utf-8", newline="")
    assert read_survey(str(folder / "z.parquet")) == surveyed
    assert read_survey(str(folder / "z.jsonl")) == surveyed


def test_a_file_that_is_no_parquet_is_said(tmp_path: Path) -> None:
    path = tmp_path / "z.parquet"
    path.write_text("no")
    with pytest.raises(UsageError, match="is no survey"):
        read_survey(str(path))


def test_every_field_is_a_column_in_the_same_order() -> None:
    assert tuple(column.name for column in COLUMNS) == NAMES


def test_columns_that_say_nothing_are_left_out() -> None:
    row = Row(target="a", params=3, codes="")
    assert [column.name for column in told([row])] == ["target", "params"]
    assert len(survey_table([row], whole=True).columns) == len(NAMES)


def test_the_page_is_escaped_and_has_unrounded_values_to_sort_by() -> None:
    row = Row(target="<b>&", params=25_557_032, error=None)
    text = page(survey_table([row]))
    assert "<b>" not in text
    assert "&lt;b&gt;&amp;" in text
    assert re.search(r'data-value="25557032">\s*25.6 M<', text)
    assert 'class="number"' in text


def test_the_page_holds_the_plot() -> None:
    assert "<figure><svg/></figure>" in page(survey_table([Row(target="a")]), "<svg/>")
