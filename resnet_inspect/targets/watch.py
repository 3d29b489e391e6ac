"""Tells a supervising process when code of the user's runs, and for how long it may.

Without one, nothing is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import fstat, write  # by names of our own: the user's code may replace those of os

_THROUGH = b"through "
"""What a process says when it has come to its end by itself, before its exit status."""

_BROKEN = b"broken "
"""What it says when it cannot go on, before the reason."""

LONGEST = 400
"""Bytes of such a reason."""

_pipe: list[tuple[int, int]] = []
"""The number of the pipe, and what the system calls it: the user's code may close it."""


def report_to(pipe: int) -> None:
    """Let this process report to whoever reads the other end of a pipe."""
    _pipe[:] = [(pipe, fstat(pipe).st_ino)]


def _say(text: bytes) -> None:
    with suppress(OSError):
        for pipe, name in _pipe:
            if fstat(pipe).st_ino == name:
                write(pipe, text)


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


def broken(reason: str) -> None:
    """Tell that this process cannot go on, and why."""
    _say(
        _BROKEN + reason.encode("ascii", "backslashreplace").replace(b"\n", b" ")[:LONGEST] + b"\n"
    )


def reason_in(said: bytes) -> str:
    r"""Return why a process could not go on; empty where it could.

    Example:
        >>> reason_in(b"60.0\nbroken NameError: len\nthrough 2\n")
        'NameError: len'
    """
    lines = said.split(b"\n")
    told = [line.removeprefix(_BROKEN) for line in lines if line.startswith(_BROKEN)]
    return told[0].decode("ascii", "replace") if told else ""


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
