"""The formats that the table commands share."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_inspect.cli.output import PIPE_WIDTH, Screen, screen
from resnet_inspect.errors import UsageError

if TYPE_CHECKING:
    from resnet_inspect.render.table.model import Table


class TableFormat(StrEnum):
    """How a table is written."""

    AUTO = "auto"
    """By the file's name; else with colours where the terminal has them."""
    RICH = "rich"
    PLAIN = "plain"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    """For programs: of a network the whole trace, which is a target again."""
    HTML = "html"
    """A fragment, as notebooks show it."""
    LATEX = "latex"
    """With booktabs, for a paper."""


_BY_SUFFIX = {
    ".md": TableFormat.MARKDOWN, ".csv": TableFormat.CSV, ".json": TableFormat.JSON,
    ".html": TableFormat.HTML, ".htm": TableFormat.HTML, ".tex": TableFormat.LATEX,
}  # fmt: skip

FormatOption = Annotated[
    TableFormat,
    typer.Option(
        "--format", "-f", help="auto: by the file's name, or colours if the terminal has them."
    ),
]
WidthOption = Annotated[
    int | None,
    typer.Option("--width", "-w", min=24, help="Columns of text, instead of the terminal's."),
]
AsciiOption = Annotated[bool, typer.Option("--ascii", help="Use ASCII characters only.")]


CaptionOption = Annotated[
    str, typer.Option("--caption", metavar="TEXT", help="A caption, in LaTeX and Markdown.")
]
LabelOption = Annotated[
    str, typer.Option("--label", metavar="NAME", help="A label to refer to, in LaTeX: tab:layers.")
]


_PICTURES = frozenset({".svg", ".png", ".pdf", ".dot"})
"""What `diagram` writes."""


def chosen_format(wanted: TableFormat, path: str | None) -> TableFormat:
    """Return the format that is meant: ``auto`` goes by the file's name, else by the terminal.

    Raises:
        UsageError: The name is that of a picture.
    """
    if wanted is not TableFormat.AUTO:
        return wanted
    if path is not None and path != "-":
        suffix = Path(path).suffix.lower()
        if suffix in _PICTURES:
            raise UsageError(
                f"`{path}` is a picture by its name, and this is a table",
                f"Draw the network: resnet-inspect diagram TARGET -o {path}",
            )
        return _BY_SUFFIX.get(suffix, TableFormat.PLAIN)
    return TableFormat.RICH if screen().colors else TableFormat.PLAIN


def table_text(  # noqa: PLR0913 - the options of the command line
    table: "Table",
    kind: TableFormat,
    path: str | None,
    width: int | None,
    *,
    ascii_only: bool,
    caption: str = "",
    label: str = "",
) -> str:
    """Write a table in a format; as JSON it is a list of rows, not the trace."""
    if kind is TableFormat.LATEX:
        from resnet_inspect.render.table.formats import latex_table  # noqa: PLC0415 - only the format in use

        return latex_table.render_table(table, caption, label)
    if kind is TableFormat.JSON:
        from resnet_inspect.render.table.formats import json_table  # noqa: PLC0415 - only the format in use

        return json_table.render_table(table)
    if kind is TableFormat.MARKDOWN:
        from resnet_inspect.render.table.formats import markdown  # noqa: PLC0415 - see above

        return markdown.render_table(replace(table, title=caption) if caption else table)
    if kind is TableFormat.CSV:
        from resnet_inspect.render.table.formats import csv_table  # noqa: PLC0415 - see above

        return csv_table.render_table(table)
    if kind is TableFormat.HTML:
        from resnet_inspect.render.table.formats import notebook  # noqa: PLC0415 - see above

        return notebook.render_table(table)
    return _drawn(table, kind, _screen(path, width, ascii_only=ascii_only))


def _screen(path: str | None, width: int | None, *, ascii_only: bool) -> Screen:
    """Describe what shows the text: a file has every character and the width of a pipe."""
    from resnet_inspect.render.table.charset import ASCII, UNICODE  # noqa: PLC0415 - tables only

    if path is None or path == "-":
        return screen(width, ascii_only=ascii_only)
    return Screen(width or PIPE_WIDTH, ASCII if ascii_only else UNICODE, None)


def _drawn(table: "Table", kind: TableFormat, shown: Screen) -> str:
    if kind is TableFormat.RICH:
        from resnet_inspect.render.table.formats import terminal  # noqa: PLC0415 - Rich takes time to import

        return terminal.render_table(
            table, width=shown.width, charset=shown.charset, colors=shown.colors or "256"
        )
    from resnet_inspect.render.table.formats import plain  # noqa: PLC0415 - see above

    return plain.render_table(table, width=shown.width, charset=shown.charset)
