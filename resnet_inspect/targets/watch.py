"""Tells a supervising process when code of the user's runs, and for how long it may.

Without one, nothing is told.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_THROUGH = b"through "
"""What a process says when it has come to its end by itself, before its exit status."""

_pipe: list[tuple[int, int]] = []
"""The number of the pipe, and what the system calls it: the user's code may close it."""


def report_to(pipe: int) -> None:
    """Let this process report to whoever reads the other end of a pipe."""
    _pipe[:] = [(pipe, os.fstat(pipe).st_ino)]


def _say(text: bytes) -> None:
    with suppress(OSError):
        for pipe, name in _pipe:
            if os.fstat(pipe).st_ino == name:
                os.write(pipe, text)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Tell that the block may take so many seconds; 0 for no limit."""
    _say(b"%.6f\n" % seconds)
    try:
        yield
    finally:
        _say(b"0\n")


def through(status: int) -> None:
    """Tell that this process comes to its end by itself, and with which exit status."""
    _say(b"%s%d\n" % (_THROUGH, status))


def status_in(said: bytes) -> int | None:
    """Return the exit status with which a process came to its end; None if it did not."""
    last = said.rstrip(b"\n").rpartition(b"\n")[2]
    status = last.removeprefix(_THROUGH)
    return int(status) if last.startswith(_THROUGH) and status.isdigit() else None


def limit_in(said: bytes) -> float:
    r"""Return the limit that was told last; 0 where none holds.

    Example:
        >>> limit_in(b"60.0\n"), limit_in(b"60.0\n0\n")
        (60.0, 0.0)
    """
    lines = said.rpartition(b"\n")[0].split(b"\n")
    try:
        return float(lines[-1])
    except ValueError:
        return 0.0
