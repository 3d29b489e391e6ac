"""Where a command's text goes: to the terminal in its width and colors, or whole into a file."""

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from resnet_inspect.errors import OutputError
from resnet_inspect.visible import encoded, visible

if TYPE_CHECKING:
    from resnet_inspect.render.table.charset import Charset

PIPE_WIDTH = 100
"""Columns of a table that no terminal shows, unless ``COLUMNS`` says another number."""

_WIDTH = re.compile("[1-9][0-9]{0,8}")
"""What is a number of columns; ``COLUMNS`` may hold anything."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the standard output can show."""

    width: int
    charset: "Charset"
    colors: str | None
    """The color system as Rich names it; None for no colors."""
    fits: bool = False
    """Whether somebody reads it in that width: a terminal, or a pipe with ``COLUMNS``."""


def screen(width: int | None = None, *, ascii_only: bool = False) -> Screen:
    """Describe the standard output."""
    from resnet_inspect.render.table.charset import charset_for  # noqa: PLC0415 - `--help` needs none

    terminal = sys.stdout.isatty()
    fallback = (PIPE_WIDTH, 24)
    columns = shutil.get_terminal_size(fallback).columns if terminal else _pipe_width(os.environ)
    encoding = "ascii" if ascii_only else sys.stdout.encoding
    colors = color_system(os.environ, terminal=terminal)
    fits = terminal or width is not None or _WIDTH.fullmatch(os.environ.get("COLUMNS", ""))
    return Screen(width or columns, charset_for(encoding), colors, bool(fits))


def columns_to_fit() -> int:
    """Return the columns that text is wrapped to; 0 where nobody reads it in a certain width."""
    shown = screen()
    return shown.width if shown.fits else 0


def _pipe_width(environment: Mapping[str, str]) -> int:
    columns = environment.get("COLUMNS", "")
    return int(columns) if _WIDTH.fullmatch(columns) else PIPE_WIDTH


def color_system(environment: Mapping[str, str], *, terminal: bool) -> str | None:
    """Return the colors to use, by the conventions of NO_COLOR, FORCE_COLOR and TERM.

    Example:
        >>> color_system({"TERM": "xterm-256color"}, terminal=True)
        '256'
        >>> color_system({"TERM": "xterm-256color", "NO_COLOR": "1"}, terminal=True)
    """
    kind = environment.get("TERM", "")
    forced = bool(environment.get("FORCE_COLOR"))
    if environment.get("NO_COLOR") or not (forced or (terminal and kind not in {"", "dumb"})):
        return None
    if environment.get("COLORTERM", "") in {"truecolor", "24bit"}:
        return "truecolor"
    return "256" if "256" in kind or kind in {"", "dumb"} else "standard"


def write(text: str, path: str | None, *, painted: bool = False) -> None:
    """Write to the standard output or, whole or not at all, into a file.

    Args:
        text: What to write.
        path: The file; None or ``-`` for the standard output, on which no character of a name acts.
        painted: Whether the text has colors, or is a picture, for the terminal: it is shown as is.

    Raises:
        OutputError: The file cannot be written.
    """
    if path is None or path == "-":
        _print(text if painted else visible(text))
        return
    _save(encoded(text), path)


def _hint(path: str) -> str:
    folder = os.path.dirname(path) or "."  # noqa: PTH120 - of any text, also where no file can be
    if not path:
        return "Name a file."
    if os.path.isdir(path):  # noqa: PTH112 - see above
        return "It is a folder: name a file in it."
    if not os.path.isdir(folder):  # noqa: PTH112 - see above
        return f"Make the folder first: mkdir -p {folder}"
    return "Name a file in a folder that you may write to."


def _print(text: str) -> None:
    """Print; what the stream's encoding does not have goes out as UTF-8, the formats' encoding."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        sys.stdout.flush()
        sys.stdout.buffer.write(encoded(text))
    sys.stdout.flush()


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place; a pipe or device is written to directly."""
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        path.write_bytes(content)
        return
    target = path.resolve()
    before = target.stat() if target.exists() else None
    if before and not os.access(target, os.W_OK):
        raise PermissionError(13, "it is read-only")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if before and before.st_nlink > 1:
            _overwrite(target, content)
            Path(name).unlink()
        else:
            _give(name, before)
            Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _overwrite(target: Path, content: bytes) -> None:
    """Write into a file with hard links, which would go on with the old one if it were replaced.

    What is new lies beside it meanwhile, whole, and what was there comes back if that fails.
    """
    old = target.read_bytes()
    with target.open("r+b", buffering=0) as file:
        try:
            _fill(file, content)
        except BaseException:
            _fill(file, old)
            raise


def _fill(file: FileIO, content: bytes) -> None:
    file.seek(0)
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
    file.truncate()


def _give(name: str, before: os.stat_result | None) -> None:
    """Give a new file the mode and the owner of the one whose place it takes."""
    Path(name).chmod(stat.S_IMODE(before.st_mode) if before else 0o666 & ~_umask())
    if before:
        with suppress(OSError, AttributeError):
            os.chown(name, before.st_uid, before.st_gid)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_bytes(content: bytes, path: str | None) -> None:
    """Write a picture, whole or not at all; without a path to a pipe, never to a terminal.

    Raises:
        OutputError: The file cannot be written, or there is none and a terminal would show bytes.
    """
    if path is None or path == "-":
        if sys.stdout.isatty():
            raise OutputError("a picture is no text for a terminal", "Name a file with -o FILE.")
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    _save(content, path)


def _save(content: bytes, path: str) -> None:
    try:
        _replace(Path(path), content)
    except (OSError, RuntimeError, ValueError) as error:  # links in a ring; a name with a null byte
        reason = getattr(error, "strerror", None) or str(error)
        full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
        hint = "Make room, or name a file on another disk." if full else _hint(path)
        raise OutputError(f"`{path}` cannot be written: {reason}", hint) from None
