"""The figures' typeface, or a TrueType font of the user's in its place.

A figure is laid out with the widths of our own typeface. Another that runs wider is set a little
smaller, so that every text still fits its box.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from resnet_inspect.errors import MissingPackageError, UsageError
from resnet_inspect.render.diagram.scene.font_widths import BOLD, REGULAR, Widths

SAMPLE = "0123456789×/, abcdefghiklmnoprstuvwxABCDLNRSU.–"
"""What figures are written with."""

FALLBACK = "Roboto, Arial, Helvetica, 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Typeface:
    """Two weights of a typeface."""

    name: str
    """A key of its own among the fonts of a PDF."""
    family: str
    """For CSS, with what a viewer may have instead."""
    regular: bytes
    bold: bytes
    size: float = 1.0
    """What type sizes are multiplied by."""
    every_glyph: bool = False
    """False for ours, which holds the letters that figures need and no others."""


@cache
def typeface(file: str = "") -> Typeface:
    """Return our typeface, or the one in a file; the bold one is looked for beside it.

    Raises:
        UsageError: There is no such file, or it is no TrueType font.
    """
    if not file:
        return Typeface("Figure", FALLBACK, _ours("Roboto-Regular"), _ours("Roboto-Bold"))
    path = Path(file)
    regular = _read(path)
    bold = _read(beside) if (beside := _bold_beside(path)) else regular
    name, size = _measured(path, regular, REGULAR)
    size = min(size, _measured(path, bold, BOLD)[1])
    family = name.replace("'", "").replace('"', "")
    return Typeface(family, f"'{family}', {FALLBACK}", regular, bold, size, every_glyph=True)


def _ours(name: str) -> bytes:
    return resources.files(__package__).joinpath(f"fonts/{name}.ttf").read_bytes()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"there is no font file `{path}`", "Name a TrueType file: --font Inter-Regular.ttf."
        ) from error


def _bold_beside(path: Path) -> Path | None:
    """Return ``Inter-Bold.ttf`` beside ``Inter-Regular.ttf``."""
    stem = path.stem.removesuffix("-Regular").removesuffix("Regular")
    names = (f"{stem}-Bold{path.suffix}", f"{stem}Bold{path.suffix}", f"{stem}bd{path.suffix}")
    return next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)


def _measured(path: Path, data: bytes, ours: Widths) -> tuple[str, float]:
    """Return the family's name, and how much smaller its text has to be to be as wide as ours."""
    font = _parsed(path, data)
    missing = font.defaultWidth
    width = sum(font.charWidths.get(ord(letter), missing) for letter in SAMPLE)
    name = font.familyName.decode() if isinstance(font.familyName, bytes) else font.familyName
    return str(name), round(min(1.0, sum(map(ours.of, SAMPLE)) / width), 3)


def _parsed(path: Path, data: bytes) -> Any:  # noqa: ANN401 - reportlab has no types
    try:
        from reportlab.pdfbase.ttfonts import TTFError, TTFontFile  # noqa: PLC0415 - for --font
    except ImportError as error:
        raise MissingPackageError("Figures in a font of yours", "reportlab") from error
    try:
        return TTFontFile(BytesIO(data))
    except (TTFError, ValueError, IndexError, KeyError) as error:
        raise UsageError(
            f"`{path}` is no font that a PDF can hold", "Use a TrueType file (.ttf)."
        ) from error
