"""The paper's table for programs: comma-separated values, and JSON."""

import csv
import json
from io import StringIO
from typing import Any

from resnet_inspect.render.paper_table.model import Cell, Grid, Stack


def as_csv(table: Grid) -> str:
    """Return a line for each row and total, a column for each network."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["layer", "output_size", *table.networks])
    for row in table.rows:
        writer.writerow([row.layer, row.size, *map(_text, row.cells)])
    for total in table.totals:
        writer.writerow([total.title, "", *total.values])
    return text.getvalue()


def as_json(table: Grid) -> str:
    """Return an object for each network: what it does in each row, and its totals."""
    networks = [_network(table, place) for place in range(len(table.networks))]
    return json.dumps(networks, indent=1, ensure_ascii=False) + "\n"


def _network(table: Grid, place: int) -> dict[str, Any]:
    return {
        "network": table.networks[place],
        "rows": [
            {"layer": row.layer, "output_size": row.size, "stacks": _stacks(row.cells[place])}
            for row in table.rows
        ],
        "totals": {total.title: total.values[place] for total in table.totals},
    }


def _stacks(cell: Cell) -> list[dict[str, Any]]:
    return [{"lines": list(stack.lines), "times": stack.times} for stack in cell]


def _text(cell: Cell) -> str:
    return "; ".join(_stack(stack) for stack in cell)


def _stack(stack: Stack) -> str:
    lines = ", ".join(stack.lines)
    return f"[{lines}] ×{stack.times}" if stack.bracketed else lines
