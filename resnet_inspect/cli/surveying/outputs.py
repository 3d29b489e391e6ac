"""A survey's outputs: what each file's name asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from resnet_inspect.cli.options.table_flags import TableFlags
from resnet_inspect.cli.output import screen, write, write_bytes
from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.picture import Format, Output, format_of, scene_as
from resnet_inspect.render.diagram.scene.theme import load_theme
from resnet_inspect.render.table.model import Table
from resnet_inspect.survey.plot.points import points
from resnet_inspect.survey.plot.scatter import scatter
from resnet_inspect.survey.plot.text_plot import text_plot
from resnet_inspect.survey.rows import journal
from resnet_inspect.survey.rows.json_lines import json_lines
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.arrow import parquet
from resnet_inspect.survey.table.columns import column
from resnet_inspect.survey.table.page import page
from resnet_inspect.survey.table.saved import PARQUET
from resnet_inspect.survey.table.table import survey_table
from resnet_inspect.visible import encoded

PICTURES = frozenset({".svg", ".png", ".pdf", ".tikz"})
PAGES = frozenset({".html", ".htm"})
TABLES = frozenset({".csv", ".json", ".md", ".tex", ".txt"})
FOR_PROGRAMS = frozenset({".csv", ".json"})


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that are shown, and what the plot draws."""

    rows: Sequence[Row]
    axes: tuple[str, str] | None
    theme: str
    columns: tuple[str, ...] = ()
    """Which columns the table has; by default those in which a row says something."""
    width: int | None = None
    """Columns of text; None: those of the terminal."""
    ascii_only: bool = False

    def table(self, *, whole: bool = False) -> Table:
        """Return the table; ``whole`` has empty columns, too, unless columns were named."""
        return survey_table(self.rows, tuple(map(column, self.columns)), whole=whole)

    def flags(self, output: str | None) -> TableFlags:
        """Return how a table is written as text."""
        return TableFlags(output=output, width=self.width, ascii_only=self.ascii_only)

    def picture(self, kind: Format) -> str | bytes:
        """Return the plot in a picture format."""
        if self.axes is None:
            raise UsageError("a picture needs two columns", "Say which: --plot params,macs")
        return scene_as(
            scatter(points(self.rows, *self.axes), load_theme(self.theme)), Output(format=kind)
        )


def check_outputs(outputs: Sequence[str], axes: tuple[str, str] | None) -> None:
    """Say what is wrong with the files' names before hours are spent.

    Raises:
        UsageError: One asks for no format, or for a plot where there is none.
    """
    known = {*PICTURES, *PAGES, *TABLES, *journal.ENDINGS, PARQUET}
    for output in outputs:
        ending = Path(output).suffix.lower()
        if ending not in known:
            raise UsageError(
                f"`{output}` names no format of surveys", f"Known: {', '.join(sorted(known))}."
            )
        if ending in PICTURES and axes is None:
            raise UsageError(
                f"`{output}` is a picture, and there is no plot", "Say of what: --plot params,macs"
            )


def write_survey(shown: Shown, output: str) -> None:
    """Write the rows, or the plot, into a file.

    Raises:
        OutputError: It cannot be written.
    """
    ending = Path(output).suffix.lower()
    if ending in PICTURES:
        drawn = shown.picture(format_of(output))
        write_bytes(drawn if isinstance(drawn, bytes) else encoded(drawn), output)
    elif ending == PARQUET:
        write_bytes(parquet(shown.rows), output)
    elif ending in journal.ENDINGS:
        write(json_lines(shown.rows), output)
    elif ending in PAGES:
        plot = str(shown.picture(Format.SVG)) if shown.axes else ""
        write(page(shown.table(), plot), output)
    else:
        table = shown.table(whole=ending in FOR_PROGRAMS)
        shown.flags(output).write(table)


def print_survey(shown: Shown) -> None:
    """Print the table, and below it the plot."""
    shown.flags(None).write(shown.table())
    if shown.axes is not None:
        here = screen(shown.width, ascii_only=shown.ascii_only)
        drawn = text_plot(points(shown.rows, *shown.axes), here.width, here.charset)
        write(f"\n{drawn}", None)
