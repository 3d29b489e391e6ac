"""Processes that the network's code started and left behind: they end with the command.

One of them may hold the command's output open, and whoever reads it would wait for its end. Linux
alone hands them over to the supervising process; elsewhere they live on.
"""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_ADOPT = 36
"""``PR_SET_CHILD_SUBREAPER``: what a child leaves behind becomes a child of this process."""


def adopt() -> None:
    """Let this process take over what its children leave behind."""
    if sys.platform.startswith("linux"):
        import ctypes  # noqa: PLC0415 - only here

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_ADOPT, 1)


def end_all() -> None:
    """End all children of this process, and what those leave behind."""
    while children := _children():
        for child in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _children() -> list[int]:
    mine = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return [int(number) for number in mine.read_text(encoding="ascii").split()]
    except OSError:
        return []
