"""A command and what it prints, as a picture of a terminal."""

import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path

from cell_shapes import cell_shape
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from shell import SessionError, environment

COLUMNS = 100
CELL, LINE, FONT = 8.4, 18.0, 14
"""Width and height of a character's cell, and the type size."""
MARGIN = 16

THEME = TerminalTheme(
    background=(27, 31, 38), foreground=(213, 218, 226),
    normal=[
        (59, 66, 79), (236, 110, 117), (140, 201, 120), (232, 192, 116),
        (106, 176, 243), (203, 141, 226), (95, 195, 205), (213, 218, 226),
    ],
    bright=[
        (120, 130, 147), (245, 137, 143), (166, 219, 147), (243, 212, 148),
        (143, 199, 250), (218, 170, 237), (135, 217, 225), (255, 255, 255),
    ],
)  # fmt: skip
"""Colors that read well in a light and in a dark page."""

FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" \
font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="{font}">
<title>{title}</title>
<rect width="{width:g}" height="{height:g}" rx="8" fill="{background}"/>
{body}
</svg>
"""


def terminal_picture(command: str, folder: Path, status: int = 0) -> str:
    """Run a command as in a terminal with all colors and return an SVG of what it prints.

    Raises:
        SessionError: It ended with another status.
    """
    done = subprocess.run(  # noqa: S603 - runs our own documentation
        ["bash", "-c", command],  # noqa: S607 - the reader's shell
        cwd=folder, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=environment(
            FORCE_COLOR="1", COLORTERM="truecolor", TERM="xterm-256color", NO_COLOR="",
            COLUMNS=str(COLUMNS),
        ),
    )  # fmt: skip
    if done.returncode != status:
        raise SessionError(f"`{command}` ended with {done.returncode}:\n{done.stdout}")
    prompt = Text.assemble(("$ ", "bold green"), (command, "bold"))
    lines = [prompt, *(Text.from_ansi(line) for line in done.stdout.rstrip().splitlines())]
    return FRAME.format(
        width=COLUMNS * CELL + 2 * MARGIN, height=len(lines) * LINE + 2 * MARGIN, font=FONT,
        title=escape(command), background=THEME.background_color.hex,
        body="\n".join(_drawn(lines)),
    )  # fmt: skip


def _drawn(lines: list[Text]) -> Iterator[str]:
    console = Console(width=COLUMNS, color_system="truecolor", legacy_windows=False)
    for number, line in enumerate(lines):
        top, column = MARGIN + number * LINE, 0
        for segment in line.render(console):
            left = MARGIN + column * CELL
            yield from _run(segment.text, segment.style or Style(), left, top)
            column += cell_len(segment.text)


def _run(text: str, style: Style, left: float, top: float) -> Iterator[str]:
    """Yield the background of one run of text, then its plain parts and its special characters."""
    ink, paper = _colors(style)
    if paper != THEME.background_color.hex:
        size = f'width="{cell_len(text) * CELL:g}" height="{LINE:g}"'
        yield f'<rect x="{left:g}" y="{top:g}" {size} fill="{paper}"/>'
    column = 0
    for part in _parts(text):
        x = left + column * CELL
        shape = cell_shape(part, (x, top, CELL, LINE), ink) if len(part) == 1 else ""
        if part.strip():
            yield shape or _text(part, style, ink, x, top)
        column += cell_len(part)


def _parts(text: str) -> Iterator[str]:
    """Divide a text into words of ASCII letters and single other characters."""
    word = ""
    for character in f"{text}\0":
        if character.isascii() and character not in " \0":
            word += character
            continue
        if word:
            yield word
        word = ""
        if character != "\0":
            yield character


def _text(text: str, style: Style, ink: str, x: float, top: float) -> str:
    weight = ' font-weight="bold"' if style.bold else ""
    slant = ' font-style="italic"' if style.italic else ""
    line = ' text-decoration="underline"' if style.underline else ""
    y = top + LINE * 0.72
    if len(text) == 1:
        place = f'x="{x + CELL / 2:.1f}" y="{y:.1f}" text-anchor="middle"'
    else:
        place = f'x="{x:.1f}" y="{y:.1f}" textLength="{len(text) * CELL:.1f}"'
    return f'<text {place} fill="{ink}"{weight}{slant}{line}>{escape(text, quote=False)}</text>'


def _colors(style: Style) -> tuple[str, str]:
    """Return the colors of text and background as ``#rrggbb``."""
    ink = style.color.get_truecolor(THEME) if style.color else THEME.foreground_color
    default = style.bgcolor is None or style.bgcolor.is_default
    paper = (
        THEME.background_color if default else style.bgcolor.get_truecolor(THEME, foreground=False)
    )
    if style.color is not None and style.color.is_default:
        ink = THEME.foreground_color
    if style.reverse:
        ink, paper = paper, ink
    if style.dim:
        ink = type(ink)(*((2 * one + other) // 3 for one, other in zip(ink, paper, strict=True)))
    return ink.hex, paper.hex
