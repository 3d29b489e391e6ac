"""Rows in a file of JSON lines, each on the disk before the next is begun.

The file is whole at any moment: a line is written at once, and one that a full disk or a killed
process cut short is taken back. Only one survey writes to it.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from resnet_inspect.errors import OutputError, UsageError
from resnet_inspect.reading import read_whole
from resnet_inspect.survey.rows.json_lines import json_line
from resnet_inspect.survey.rows.row import Row

ENDINGS = frozenset({".jsonl", ".ndjson"})


def journal_of(output: str) -> Path:
    """Return the journal of an output: JSON lines are their own, others have one beside.

    Example:
        >>> journal_of("zoo.jsonl").name, journal_of("zoo.parquet").name
        ('zoo.jsonl', 'zoo.parquet.jsonl')
    """
    path = Path(output)
    return path if path.suffix.lower() in ENDINGS else Path(f"{path}.jsonl")


def read_journal(path: Path) -> list[Row]:
    """Return the rows of a journal, each key once; a last line that is cut short does not count.

    Raises:
        UsageError: The file cannot be read, or another line is no row.
    """
    lines = read_whole(path).split(b"\n")
    rows: dict[tuple[str, str, str], Row] = {}
    for number, line in enumerate(lines[:-1], 1):
        row = _row(line, f"{path}:{number}")
        rows.setdefault(row.key, row)
    return list(rows.values())


def _row(line: bytes, place: str) -> Row:
    try:
        return Row.from_dict(json.loads(line))
    except (ValueError, TypeError, AttributeError):
        raise UsageError(
            f"{place} is no row of a survey", "Give a file that `survey` wrote, or a new name."
        ) from None


class Journal:
    """Appends rows; made by :func:`opened_journal`."""

    def __init__(self, handle: int, path: Path) -> None:
        self._handle, self._path = handle, path

    def append(self, row: Row) -> None:
        """Write a row to the disk.

        Raises:
            OutputError: It does not fit; the file ends with the row before.
        """
        line = json_line(row).encode("utf-8", "replace")
        end = os.lseek(self._handle, 0, os.SEEK_END)
        try:
            _write_all(self._handle, line)
            os.fsync(self._handle)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._handle, end)
            raise OutputError(
                f"`{self._path}` cannot be written: {error.strerror}",
                f"The rows before are in it. Make room, then go on: --resume {self._path}",
            ) from None


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


@contextmanager
def opened_journal(path: Path) -> Iterator[Journal]:
    """Open a journal to append to it, without the line that was cut short; new if there is none.

    Raises:
        OutputError: It cannot be written, or another survey writes to it.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise OutputError(
            f"`{path}` cannot be written: {error.strerror}",
            "Name a file in a folder that exists and that you may write to.",
        ) from None
    try:
        _lock(handle, path)
        _drop_torn_line(handle)
        yield Journal(handle, path)
    finally:
        os.close(handle)


def _lock(handle: int, path: Path) -> None:
    """Keep other surveys out while the file is open; where locks do not exist, trust."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    locks: Any = fcntl
    try:
        locks.flock(handle, locks.LOCK_EX | locks.LOCK_NB)
    except BlockingIOError:
        raise OutputError(
            f"another survey is writing to `{path}`", "Wait for it, or name another file."
        ) from None
    except OSError:
        return


def _drop_torn_line(handle: int) -> None:
    size = os.lseek(handle, 0, os.SEEK_END)
    os.lseek(handle, 0, os.SEEK_SET)
    with os.fdopen(os.dup(handle), "rb") as file:
        content = file.read()
    whole = content.rfind(b"\n") + 1
    if whole < size:
        os.ftruncate(handle, whole)


def forget_failed(path: Path) -> None:
    """Leave the rows of networks that failed out of a journal, so that they are surveyed again.

    Raises:
        UsageError: As :func:`read_journal`.
        OutputError: It cannot be written.
    """
    kept = [row for row in read_journal(path) if not row.failed]
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_bytes("".join(map(json_line, kept)).encode("utf-8", "replace"))
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(f"`{path}` cannot be replaced: {error.strerror}") from None


def start_anew(path: Path) -> None:
    """Put an earlier run's journal aside, as ``zoo.jsonl~``: no row is lost by a forgotten option.

    Raises:
        OutputError: It cannot be renamed.
    """
    if not path.is_file():
        return
    try:
        path.replace(path.with_name(f"{path.name}~"))
    except OSError as error:
        raise OutputError(f"`{path}` cannot be replaced: {error.strerror}") from None
