"""The table as text without colors: for pipes, files, ``print(report)`` and tests."""

from typing import TYPE_CHECKING

from resnet_inspect.render.table.charset import UNICODE, Charset
from resnet_inspect.render.table.layout import lines
from resnet_inspect.render.table.model import Table

if TYPE_CHECKING:
    from resnet_inspect.inspection import Inspection
    from resnet_inspect.render.table.outline.view import View

WIDTH = 100


def render(
    report: "Inspection",
    view: "View | None" = None,
    *,
    width: int = WIDTH,
    charset: Charset = UNICODE,
) -> str:
    """Return the table of layers; the text ends in a newline."""
    from resnet_inspect.render.table.layer_table import layer_table  # noqa: PLC0415 - other tables need none

    return render_table(layer_table(report, view), width=width, charset=charset)


def render_table(table: Table, *, width: int = WIDTH, charset: Charset = UNICODE) -> str:
    """Return any table as plain text."""
    return "".join(
        f"{''.join(text for text, _ in line)}\n" for line in lines(table, width, charset)
    )
