"""The options that all commands with a table share: its format, its file, its width."""

from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.failures import say_failures
from resnet_inspect.cli.options.run_flags import OutputOption
from resnet_inspect.cli.output import PIPE_WIDTH, Screen, screen, write
from resnet_inspect.errors import UsageError

if TYPE_CHECKING:
    from resnet_inspect.graph import Graph
    from resnet_inspect.render.table.model import Table


class TableFormat(StrEnum):
    """How a table is written."""

    AUTO = "auto"
    """By the file's name; else with colors where the terminal has them."""
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

_MODULES = {
    TableFormat.LATEX: "latex_table", TableFormat.JSON: "json_table", TableFormat.CSV: "csv_table",
    TableFormat.MARKDOWN: "markdown", TableFormat.HTML: "notebook",
}  # fmt: skip
"""Formats that do not depend on the screen, and their modules: only the one in use is loaded."""

_PICTURES = frozenset({".svg", ".png", ".pdf", ".dot"})
"""What `diagram` writes."""


@dataclass(frozen=True, kw_only=True)
class TableFlags:
    """How a table is written, and where."""

    heading: ClassVar = "Output"

    output_format: Annotated[
        TableFormat,
        typer.Option(
            "--format", "-f", help="auto: by the file's name, or colors if the terminal has them."
        ),
    ] = TableFormat.AUTO
    output: OutputOption = None
    width: Annotated[
        int | None,
        typer.Option(
            "--width", "-w", min=24, metavar="N", help="Columns of text, instead of the terminal's."
        ),
    ] = None
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Use ASCII characters only.")] = False
    caption: Annotated[
        str, typer.Option("--caption", metavar="TEXT", help="A caption, in LaTeX and Markdown.")
    ] = ""
    label: Annotated[
        str,
        typer.Option("--label", metavar="NAME", help="A label to refer to, in LaTeX: tab:layers."),
    ] = ""

    @property
    def kind(self) -> TableFormat:
        """The format that is meant: ``auto`` goes by the file's name, else by the terminal.

        Raises:
            UsageError: The name is that of a picture.
        """
        if self.output_format is not TableFormat.AUTO:
            return self.output_format
        if self.output is not None and self.output != "-":
            suffix = Path(self.output).suffix.lower()
            if suffix in _PICTURES:
                raise UsageError(
                    f"`{self.output}` is a picture by its name, and this is a table",
                    f"Draw the network: resnet-inspect diagram TARGET -o {self.output}",
                )
            return _BY_SUFFIX.get(suffix, TableFormat.PLAIN)
        return TableFormat.RICH if screen().colors else TableFormat.PLAIN

    def write(self, table: "Table") -> None:
        """Write a table; as JSON it is a list of rows, not the trace."""
        write(self.text(table), self.output, painted=self.kind is TableFormat.RICH)

    def text(self, table: "Table") -> str:
        """Return a table in the format asked for."""
        kind = self.kind
        if kind in _MODULES:
            module = import_module(f"resnet_inspect.render.table.formats.{_MODULES[kind]}")
        if kind is TableFormat.LATEX:
            return str(module.render_table(table, self.caption, self.label))
        if kind is TableFormat.MARKDOWN and self.caption:
            table = replace(table, title=self.caption)
        if kind in _MODULES:
            return str(module.render_table(table))
        return _drawn(table, kind, self._screen())

    def _screen(self) -> Screen:
        """Describe what shows the text: a file has every character and the width of a pipe."""
        from resnet_inspect.render.table.charset import ASCII, UNICODE  # noqa: PLC0415 - tables only

        if self.output is None or self.output == "-":
            return screen(self.width, ascii_only=self.ascii_only)
        return Screen(self.width or PIPE_WIDTH, ASCII if self.ascii_only else UNICODE, None)

    def say_failure(self, graph: "Graph") -> None:
        """Say on standard error what failed, for formats that do not show it beside the row."""
        if self.kind in {TableFormat.CSV, TableFormat.JSON}:
            say_failures(graph)


def _drawn(table: "Table", kind: TableFormat, shown: Screen) -> str:
    if kind is TableFormat.RICH:
        from resnet_inspect.render.table.formats import terminal  # noqa: PLC0415 - Rich takes time to import

        return terminal.render_table(
            table, width=shown.width, charset=shown.charset, colors=shown.colors or "256"
        )
    from resnet_inspect.render.table.formats import plain  # noqa: PLC0415 - see above

    return plain.render_table(table, width=shown.width, charset=shown.charset)
