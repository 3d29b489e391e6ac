"""Rows as JSON lines, as the journal has them."""

import json
from collections.abc import Sequence

from resnet_inspect.survey.rows.row import Row


def json_line(row: Row) -> str:
    """Return a row as one line of JSON, which ends in a newline."""
    return json.dumps(row.to_dict(), ensure_ascii=False) + "\n"


def json_lines(rows: Sequence[Row]) -> str:
    """Return a line for each row."""
    return "".join(map(json_line, rows))
