"""A process with torch imported that forks itself for each network.

A fork takes milliseconds where ``import torch`` takes seconds, and a network finds memory that no
other network has touched. Nothing of a network's runs here, so that nothing piles up, and there is
one thread, so that forking is safe. Run as a program with one end of a pipe.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

from resnet_inspect.limits import die_with_parent, limit_memory
from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.outcome import Died, Outcome
from resnet_inspect.survey.rows.settings import Settings

Order = tuple[Task, Settings]
Work = Callable[[Task, Settings], Outcome]

GRACE = 5.0
"""Seconds that a network has after its time limit, to say on which line it hung."""


class OwnerGoneError(Exception):
    """The process that gave the orders has ended."""


def serve(orders: Connection, work: Work) -> None:
    """Answer each order with its outcome, until nobody is left to give one."""
    while True:
        try:
            task, settings = orders.recv()
        except (EOFError, OSError):
            return
        _import_zoo(task.target)
        try:
            orders.send(forked(orders, work, (task, settings)))
        except (OwnerGoneError, OSError):
            return


def forked(orders: Connection, work: Work, order: Order) -> Outcome:
    """Do the work in a fork of this process."""
    answers, answer = Pipe(duplex=False)
    child = os.fork()
    if not child:
        _live_and_die(orders, answer, work, order)
    answer.close()
    try:
        return _awaited(child, answers, orders, order[1])
    finally:
        answers.close()


def _live_and_die(orders: Connection, answer: Connection, work: Work, order: Order) -> None:
    """Be the process of one network; nothing returns from here."""
    try:
        os.setpgid(0, 0)
        die_with_parent()
        orders.close()
        _hush()
        if order[1].folder:
            os.chdir(order[1].folder)
        limit_memory(order[1].memory)
        answer.send(work(*order))
    finally:
        os._exit(1)


def _hush() -> None:
    """Send what a network prints to nowhere, and give it nothing to read."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _awaited(child: int, answers: Connection, orders: Connection, settings: Settings) -> Outcome:
    """Return what the child answers, or how it ended; it is gone when this returns."""
    limit = settings.timeout + GRACE if settings.timeout else None
    ready = wait([answers, orders], limit)
    outcome: Outcome | None = None
    if answers in ready:
        with suppress(Exception):
            outcome = answers.recv()
    status = _ended(child, killed=bool(outcome) or answers not in ready)
    if outcome is not None:
        return outcome
    if orders in ready and answers not in ready:
        raise OwnerGoneError
    if answers not in ready:
        return Died(f"it did not end within {settings.timeout:g} s, nor when it was told to")
    return Died(f"its process {_how(status)}")


def _ended(child: int, *, killed: bool) -> int:
    """End what is left of a child and of its own children; return the child's status."""
    if killed:
        _kill(child)
    status = os.waitpid(child, 0)[1]
    _kill(child)
    return status


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"ended with exit status {code}"
    return f"was ended by {signal.Signals(-code).name}"


def _import_zoo(target: str) -> None:
    """Import a zoo before the first fork that needs it, so that no other has to."""
    zoo = target.partition(":")[0]
    if zoo in {"timm", "torchvision"} and zoo not in sys.modules:
        with suppress(ImportError):
            import_module(zoo)
            gc.freeze()


def _warmed() -> Work:
    """Import what a survey needs, and trace once: torch loads much when first used."""
    from resnet_inspect.survey.rows.measure import measure  # noqa: PLC0415 - this imports torch

    measure(Task(target="resnet18", size="32"), Settings(lint=False, timeout=0))
    gc.freeze()
    return measure


if __name__ == "__main__":
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])), _warmed())
