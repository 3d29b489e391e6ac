"""The rows of a table as JSON: an object for each, the columns' names as keys."""

import json

from resnet_inspect.render.table.model import Table


def render_table(table: Table) -> str:
    """Return a list of objects, one a line; the text ends in a newline."""
    rows = [
        json.dumps(
            {column.name: column.value(row.item) for column in table.columns}, ensure_ascii=False
        )
        for row in table.rows
    ]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"
