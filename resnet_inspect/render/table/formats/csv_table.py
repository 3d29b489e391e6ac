"""The rows as comma-separated values: names in full, numbers unrounded, no header lines."""

import csv
from io import StringIO

from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.model import Table
from resnet_inspect.render.table.outline.view import View


def render(report: Inspection, view: View | None = None) -> str:
    """Return a line of column names and a line for each row.

    ``level`` is the row's depth in the tree: a row's figures include those of the deeper rows that
    follow it.
    """
    return render_table(layer_table(report, view or View()))


def render_table(table: Table) -> str:
    """Return any table as comma-separated values."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["level", *(column.name for column in table.columns)])
    for row in table.rows:
        values = [column.value(row.item) for column in table.columns]
        writer.writerow([row.indent, *("" if value is None else value for value in values)])
    return text.getvalue()
