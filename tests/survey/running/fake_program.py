"""Stands in for the warm process, without torch: what a task does is told by its target."""

import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.outcome import Outcome
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.running import warm

PILE: list[int] = []


def work(task: Task, settings: Settings) -> Outcome:
    """Do what the target says."""
    del settings
    match task.target:
        case "hang":
            time.sleep(1000)
        case "exit":
            os._exit(3)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "parricide":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(1000)
        case "hungry":
            return _hungry(10 * 2**30)
        case "print":
            print("noise")  # noqa: T201 - that is what is tried
        case "orphan":
            if not os.fork():
                time.sleep(1000)
    PILE.append(1)
    return Row(target=task.target, params=len(PILE), error=f"{os.getpid()}", size=str(Path.cwd()))


def _hungry(size: int) -> Outcome:
    try:
        return Row(target="hungry", params=len(bytearray(size)))
    except MemoryError:
        return Row(target="hungry", error="MemoryError")


if __name__ == "__main__":
    warm.GRACE = 0.2
    warm.serve(Connection(int(sys.argv[1])), work)
