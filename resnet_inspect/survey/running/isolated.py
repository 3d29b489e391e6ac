"""The worker's side of the warm process: started on first use, and again where one was killed."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Pipe

from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.outcome import Died, Outcome
from resnet_inspect.survey.rows.settings import Settings

WARM = "resnet_inspect.survey.running.warm"


class WarmProcess:
    """A process that waits for networks; it ends when nobody holds the other end of its pipe.

    Args:
        program: What Python runs: it gets the number of its end of the pipe as its argument.
    """

    def __init__(self, program: Sequence[str] = ("-m", WARM)) -> None:
        self.orders, theirs = Pipe()
        command = [sys.executable, *program, str(theirs.fileno())]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()

    def run(self, task: Task, settings: Settings) -> Outcome:
        """Survey one network.

        Raises:
            OSError: The warm process was killed.
            EOFError: It was killed meanwhile.
        """
        self.orders.send((task, settings))
        outcome: Outcome = self.orders.recv()
        return outcome

    def end(self) -> None:
        """Let the process end."""
        with suppress(OSError):
            self.orders.close()
        self.process.kill()
        self.process.wait()


_OWN = threading.local()
"""A warm process for each thread of a worker."""


def run_isolated(task: Task, settings: Settings) -> Outcome:
    """Survey one network in a process of its own; whatever it does, this returns."""
    warm: WarmProcess | None = getattr(_OWN, "warm", None)
    if warm is None:
        warm = _OWN.warm = WarmProcess()
    try:
        return warm.run(task, settings)
    except (OSError, EOFError):
        warm.end()
        _OWN.warm = None
        return Died("the process that it was forked from ended with it")
