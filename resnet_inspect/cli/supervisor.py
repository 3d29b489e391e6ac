"""A child process for the user's code, and its parent with the clock.

Code that is only to be looked at may end its process, crash it, or switch off every timer in it.
The command therefore runs in a child that is forked before anything large is imported, so that it
costs no time; the parent waits, ends a child that outstays its limit, and says how it died.
"""

import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from resnet_inspect.errors import HangError, InspectError
from resnet_inspect.targets import watch
from resnet_inspect.targets.name import ZOOS

GRACE = 3.0
"""Seconds that a child gets beyond its limit to end by itself, and to say where it hung."""


class DeathError(InspectError):
    """The user's code ended the process that it ran in."""


def runs_users_code(words: Sequence[str]) -> bool:
    """Whether one of the words may name code of the user's.

    Example:
        >>> runs_users_code(["my.py:Net"]), runs_users_code(["timm:resnet50d", "--input", "224"])
        (True, False)
    """
    return hasattr(os, "fork") and any(map(_names_code, words))


def _names_code(word: str) -> bool:
    source, colon, _ = word.rpartition(":")
    is_file = word.endswith(".py") or source.endswith(".py")
    return is_file or (bool(colon) and source not in ZOOS and "=" not in word)


def supervised(command: Callable[[], NoReturn]) -> int:
    """Run a command in a child process, and return its exit status.

    Raises:
        DeathError: The child was killed, or ended without coming to its end.
        HangError: It outstayed its limit, although it was told.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        watch.report_to(writing)
        _to_its_end(command)
    os.close(writing)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child as well
    try:
        said = _watched(reading, child)
        _, status = os.waitpid(child, 0)
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(reading)
    through = watch.status_in(said)
    return _outcome(status) if through is None else through


def _to_its_end(command: Callable[[], NoReturn]) -> NoReturn:
    """Run a command that ends the process; an error of ours does so, too."""
    try:
        command()
    except BaseException:  # noqa: BLE001 - the parent's code must not go on in the child
        traceback.print_exc()
    watch.through(1)
    os._exit(1)


def _watched(pipe: int, child: int) -> bytes:
    """Wait until the child closes its end, and return all that it said."""
    deadline, limit, said = None, 0.0, b""
    while True:
        wait = None if deadline is None else max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([pipe], [], [], wait)
        if not ready:
            os.kill(child, signal.SIGKILL)
            if watch.status_in(said) is not None:
                return said  # its work is done: only what it registered for its exit hangs
            os.waitpid(child, 0)
            raise HangError(
                f"the network's code did not end within {limit:g} s, and could not be interrupted",
                "Mend the loop, or give it more time: --timeout 300 (0 for no limit).",
            )
        chunk = os.read(pipe, 4096)
        if not chunk:
            return said
        said += chunk
        limit = watch.limit_in(said)
        last = limit or watch.status_in(said) is not None
        deadline = time.monotonic() + limit + GRACE if last else None


def _outcome(status: int) -> NoReturn:
    """Say how a child died that did not come to its end."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with suppress(ValueError):
            name = signal.Signals(number).name
            raise DeathError(
                f"the network's code ended its process: {name}",
                "It crashed, was killed, or took too much memory; run the file by itself to see.",
            )
    raise DeathError(
        f"the network's code ended its process, exit status {os.waitstatus_to_exitcode(status)}",
        'It calls os._exit or the like; put that below `if __name__ == "__main__":`.',
    )


def standard_output_is_open() -> None:
    """Stand a stream in that refuses text, where the standard output is closed."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - it stays open
