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
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from resnet_inspect.cli.supervision import orphans
from resnet_inspect.cli.supervision.clock import Clock
from resnet_inspect.cli.supervision.unforeseen import UnforeseenError, reason_of
from resnet_inspect.errors import InspectError
from resnet_inspect.limits import die_with_parent
from resnet_inspect.targets import watch
from resnet_inspect.targets.name import ZOOS

BROKEN = 2
"""The exit status where nothing was found out."""

PAUSE = 0.005
"""Seconds between two looks whether a child has ended."""


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
        UnforeseenError: It could not go on.
        HangError: It outstayed its limit, although it was told.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        die_with_parent()
        watch.report_to(writing)
        _to_its_end(command)
    os.close(writing)
    orphans.adopt()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child as well
    clock = Clock()
    try:
        _listen(reading, clock)
        status = _end(child, clock)
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(reading)
        orphans.end_all()
    if clock.reason:
        raise UnforeseenError(clock.reason)
    return _outcome(status) if clock.status is None else clock.status


def _to_its_end(command: Callable[[], NoReturn]) -> NoReturn:
    """Run a command that ends the process; one that nobody foresaw does so, too."""
    end = os._exit  # the user's code may replace it
    try:
        command()
    except BaseException as error:  # noqa: BLE001 - the parent's code must not go on in the child
        watch.broken(reason_of(error))
        end(BROKEN)
    end(BROKEN)


def _listen(pipe: int, clock: Clock) -> None:
    """Hear what the child says, until it has said its last, or its time is over."""
    while clock.status is None and select.select([pipe], [], [], clock.left)[0]:
        said = os.read(pipe, 4096)
        if not said:
            return
        clock.hear(said)


def _end(child: int, clock: Clock) -> int:
    """Wait until the child ends, which may have closed the pipe and gone on; return its status.

    Raises:
        HangError: It had to be ended, and not while it was on its way out.
    """
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and not clock.is_over:
        time.sleep(PAUSE)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if clock.status is None:
            raise clock.error()
    return status


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
        "It calls os._exit, or closes files that are not its own; put that below "
        '`if __name__ == "__main__":`.',
    )


def streams_are_open() -> None:
    """Stand streams in for those that are closed: an output that refuses text, and silence."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - it stays open
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - see above
