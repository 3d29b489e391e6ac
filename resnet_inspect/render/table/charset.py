"""Which characters the reader's terminal or file can show."""

from collections.abc import Callable
from dataclasses import dataclass

from resnet_inspect.render.table.rail import RailCell, ascii_glyph, glyph
from resnet_inspect.visible import on_one_line

_TO_ASCII = str.maketrans({
    "×": "x", "→": "->", "·": "|", "–": "-", "≈": "~", "≥": ">=", "…": "...", "²": "2", "⁹": "^9",
    "⊕": "+", "⊞": "&", "⊗": "x", "─": "-", "█": "#",
    "▁": "_", "▂": ".", "▃": "-", "▄": "=", "▅": "+", "▆": "*", "▇": "%",
    "│": "|", "└": "+", "┴": "+",
    "━": "=", "═": "=", "┄": "~", "┈": ".",
})  # fmt: skip


def to_ascii(text: str) -> str:
    """Write a line with ASCII characters only; letters of a name become escapes."""
    text = on_one_line(text)
    if text.isascii():
        return text
    return text.translate(_TO_ASCII).encode("ascii", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class Charset:
    """How text, rail and bars are written."""

    name: str
    text: Callable[[str], str]
    """Writes one line, in which nothing acts on a terminal."""
    rail: Callable[[RailCell], str]
    eighths: str
    """The characters of a bar, from an eighth of a cell to a whole one."""
    rule: str


UNICODE = Charset("unicode", on_one_line, glyph, "▏▎▍▌▋▊▉█", "─")
ASCII = Charset("ascii", to_ascii, ascii_glyph, "#", "-")


def charset_for(encoding: str | None) -> Charset:
    """Return the richest character set that a stream with this encoding can show.

    Example:
        >>> charset_for("utf-8").name, charset_for("ascii").name, charset_for("cp1252").name
        ('unicode', 'ascii', 'ascii')
    """
    try:
        "│┃║┆┊╮⊕⊞⊗●◆×→–▏".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def bar(share: float, width: int, charset: Charset) -> str:
    """Draw a share of one as a bar; what is above 0 never vanishes where an eighth can be drawn.

    Example:
        >>> bar(0.5, 8, UNICODE), bar(0.01, 8, UNICODE), bar(0.5, 8, ASCII)
        ('████', '▏', '####')
    """
    steps = len(charset.eighths)
    units = round(share * width * steps)
    if share > 0 and steps > 1:
        units = max(units, 1)
    whole, part = divmod(units, steps)
    return charset.eighths[-1] * whole + (charset.eighths[part - 1] if part else "")
