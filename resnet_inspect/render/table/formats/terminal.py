"""The table with colors, for a terminal.

The layout is ours, since the rail has to run unbroken from row to row; Rich writes the colors that
the terminal has. The colors are of middle lightness: they can be read on black and on white.
"""

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.style import Style
from rich.text import Text

from resnet_inspect.render.table.charset import UNICODE, Charset
from resnet_inspect.render.table.layout import Line, lines
from resnet_inspect.render.table.model import Table, Tone

if TYPE_CHECKING:
    from resnet_inspect.inspection import Inspection
    from resnet_inspect.render.table.outline.view import View

STYLES = {
    Tone.DIM: Style(dim=True),
    Tone.STRONG: Style(bold=True),
    Tone.ERROR: Style(color="red", bold=True),
    Tone.WARNING: Style(color="dark_orange3"),
    Tone.ADDED: Style(color="green4"),
    Tone.REMOVED: Style(color="red3"),
    Tone.CHANGED: Style(color="dark_orange3"),
    Tone.BAR: Style(color="steel_blue"),
    Tone.IDENTITY: Style(color="color(35)"),
    Tone.PADDING: Style(color="dark_cyan"),
    Tone.PROJECTION: Style(color="medium_orchid3"),
    Tone.CONCAT: Style(color="dodger_blue2"),
    Tone.GATE: Style(color="orange3"),
    Tone.FUSION: Style(color="grey50"),
}


def render(
    report: "Inspection",
    view: "View | None" = None,
    *,
    width: int = 100,
    charset: Charset = UNICODE,
    colors: str | None = "256",
) -> str:
    """Return the table of layers with escape sequences for colors.

    Args:
        report: What to show.
        view: Which of it.
        width: Columns of the terminal.
        charset: Its characters.
        colors: Its color system as Rich names them: ``standard``, ``256``, ``truecolor``, or None.
    """
    from resnet_inspect.render.table.layer_table import layer_table  # noqa: PLC0415 - other tables need none

    return render_table(layer_table(report, view), width=width, charset=charset, colors=colors)


def render_table(
    table: Table, *, width: int, charset: Charset = UNICODE, colors: str | None = "256"
) -> str:
    """Return any table with colors."""
    console = Console(
        file=StringIO(), width=width, force_terminal=True, color_system=colors,  # type: ignore[arg-type]
        legacy_windows=False, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    text = Text("\n").join([_styled(line) for line in lines(table, width, charset)])
    with console.capture() as capture:
        console.print(text, no_wrap=True, overflow="ignore", crop=False)
    return capture.get()


def _styled(line: Line) -> Text:
    text = Text(no_wrap=True)
    for part, tone in line:
        text.append(part, STYLES.get(tone))
    return text
