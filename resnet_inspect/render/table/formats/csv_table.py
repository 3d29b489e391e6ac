"""The rows as comma-separated values: names in full, numbers unrounded, no header lines."""

import csv
from collections.abc import Iterator
from io import StringIO

from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.columns import choose_columns
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.model import Column, Table, TableRow, Value
from resnet_inspect.render.table.outline.choices import Fold
from resnet_inspect.render.table.outline.view import View

(PATH,) = choose_columns(("path",))


def render(report: Inspection, view: View | None = None) -> str:
    """Return a line of column names and a line for each row, identical blocks one by one.

    ``level`` is the row's depth in the tree, ``leaf`` marks the rows that include no others: their
    figures add up to the network's. ``path`` is the module's path.
    """
    return render_table(layer_table(report, view or View(fold=Fold.NONE)))


def render_table(table: Table) -> str:
    """Return any table as comma-separated values."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = _columns(table)
    writer.writerow([*(("level", "leaf") if table.nested else ()), *(one.name for one in columns)])
    for row in table.rows:
        values = (column.value(row.item) for column in columns)
        cells = ("" if value is None else value for value in values)
        writer.writerow([*_place(table, row), *cells])
    return text.getvalue()


def _columns(table: Table) -> tuple[Column, ...]:
    """Return the table's columns, with the path where rows stand for modules."""
    return tuple(dict.fromkeys((PATH, *table.columns))) if table.nested else table.columns


def _place(table: Table, row: TableRow) -> Iterator[Value]:
    if table.nested:
        yield from (row.indent, not row.open)
