"""Lint runs in processes of their own, several at a time, each with a clock outside of it."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from resnet_inspect.cli.linting.targets import LintTask, run_task
from resnet_inspect.cli.supervision.clock import Clock
from resnet_inspect.cli.supervision.supervisor import BROKEN
from resnet_inspect.cli.supervision.unforeseen import UnforeseenError, reason_of
from resnet_inspect.limits import die_with_parent
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.targets import watch


def run_all(
    jobs: int, todo: Sequence[LintTask], options: LintOptions
) -> Iterator[tuple[LintTask, list[Findings]]]:
    """Lint all targets, several at a time, each in its own process; in the order given."""
    if len(todo) == 1:
        yield todo[0], run_task(todo[0], options)
    else:
        yield from _in_processes(max(1, jobs), todo, options)


def _in_processes(
    jobs: int, todo: Sequence[LintTask], options: LintOptions
) -> Iterator[tuple[LintTask, list[Findings]]]:
    context = _warm_context()
    waiting = list(enumerate(todo))
    running: list[_Running] = []
    done: dict[int, list[Findings]] = {}
    following = 0
    while waiting or running:
        while waiting and len(running) < jobs:
            place, task = waiting.pop(0)
            running.append(_started(context, place, task, options))
        for one in _ready(running):
            running.remove(one)
            done[one.place] = one.end()
        while following in done:
            yield todo[following], done.pop(following)
            following += 1


@dataclass(frozen=True, slots=True)
class _Running:
    """A target's process, its pipe for the answer, and the one on which it tells its limits."""

    place: int
    target: str
    process: Any
    answer: Connection
    told: Connection
    clock: Clock = field(default_factory=Clock)

    def listen(self) -> None:
        """Hear what the process tells of its limits."""
        said = os.read(self.told.fileno(), 4096)
        if said:
            self.clock.hear(said)
        else:
            self.told.close()

    def end(self) -> list[Findings]:
        """Return what the process found, or why it did not; it is gone then."""
        found = _received(self.answer) if self.answer.poll() else None
        if found is None:
            self.process.join(self.clock.left)
        hangs, status = self.process.is_alive(), self.process.exitcode
        if not self.told.closed and self.told.poll():
            self.listen()  # to its last words
        self._kill()
        self.process.join()
        if found is not None:
            return found
        if hangs or self.clock.reason:
            error = self.clock.error() if hangs else UnforeseenError(self.clock.reason)
            return [Findings(target=self.target, error=error.message, hint=error.hint)]
        return [Findings(target=self.target, error=f"its process ended {_how(status)}")]

    def _kill(self) -> None:
        """End the process, and what its network started: they are a group of their own."""
        self.process.kill()
        with suppress(OSError, AttributeError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _warm_context() -> Any:  # noqa: ANN401 - of multiprocessing
    """Return how processes are made: as forks of one with torch imported, where that is safe.

    This process itself is forked where it has not used torch, whose threads a fork would lose: that
    needs no further process, and no temporary folder.
    """
    if not sys.platform.startswith("linux"):
        return get_context("spawn")
    if "torch" not in sys.modules:
        import_module("torch")
        return get_context("fork")
    context = get_context("forkserver")
    context.set_forkserver_preload(["torch"])
    return context


def _started(context: Any, place: int, task: LintTask, options: LintOptions) -> _Running:  # noqa: ANN401 - see above
    answer, answers = context.Pipe(duplex=False)
    told, tells = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(answers, tells, task, options), daemon=True)
    process.start()
    answers.close()
    tells.close()
    return _Running(place, task.target, process, answer, told)


def _ready(running: Sequence[_Running]) -> list[_Running]:
    """Wait until something happens; return what has answered, ended, or outstayed its limit."""
    limits = [one.clock.left for one in running if one.clock.left is not None]
    telling = {one.told: one for one in running if not one.told.closed}
    heard = wait([*telling, *(one.answer for one in running)], min(limits, default=None))
    for pipe, one in telling.items():
        if pipe in heard:
            one.listen()
    return [one for one in running if one.answer in heard or one.clock.is_over]


def _work(answer: Connection, tells: Connection, task: LintTask, options: LintOptions) -> None:
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    die_with_parent()
    watch.report_to(tells.fileno())
    end = os._exit  # the user's code may replace it
    try:
        answer.send(run_task(task, options))
        answer.close()
    except BaseException as error:  # noqa: BLE001 - whatever the user's code did to this process
        watch.broken(reason_of(error))
        end(BROKEN)


def _received(answer: Connection) -> list[Findings] | None:
    try:
        return list(answer.recv())
    except (EOFError, OSError):
        return None


def _how(status: int) -> str:
    """Say how a process ended that gave no answer."""
    try:
        return f"with the signal {signal.Signals(-status).name}"
    except ValueError:
        return f"without an answer, with exit status {status}"
