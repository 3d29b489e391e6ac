"""All tasks of a survey on the workers of a cluster, outcomes as they come.

There are never more tasks under way than the cluster has threads. So no network waits behind one
that kills its worker, and a hundred thousand of them weigh no more on the scheduler than a hundred.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any

from resnet_inspect.errors import SchedulerGoneError
from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.outcome import Died, Outcome, Split
from resnet_inspect.survey.rows.row import Row, failed_row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.running.isolated import run_isolated

if TYPE_CHECKING:
    from distributed import Client, Future

TRIES = 2
"""A network that crashes or hangs is tried once more."""

TICK = 0.5
"""Seconds after which one looks whether the cluster is still there."""

PATIENCE = 20.0
"""Seconds without a scheduler after which it is given up."""


@dataclass(frozen=True, slots=True)
class Try:
    """One of a task's tries."""

    task: Task
    number: int = 1
    began: float = 0.0


class Fleet:
    """The tries that wait and those under way.

    Args:
        client: The cluster.
        tasks: What is to be done.
        settings: How.
        done: Keys of rows that exist already; networks of a file that was split may be among them.
    """

    def __init__(
        self,
        client: "Client",
        tasks: Iterable[Task],
        settings: Settings,
        done: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self._client, self._settings = client, settings
        self._known = set(done)
        self._waiting = deque[Try]()
        self._running: dict[Future, Try] = {}
        self._finished: SimpleQueue[Future] = SimpleQueue()
        self._add(tasks)

    def _add(self, tasks: Iterable[Task]) -> None:
        for task in tasks:
            if task.key not in self._known:
                self._known.add(task.key)
                self._waiting.append(Try(task))

    @property
    def waiting(self) -> int:
        """How many tries are yet to begin."""
        return len(self._waiting)

    @property
    def running(self) -> tuple[Try, ...]:
        """What is under way, the longest first."""
        return tuple(self._running.values())

    def rows(self) -> Iterator[Row | None]:
        """Yield each row as it comes, and None now and then, for whoever shows the time.

        Raises:
            SchedulerGoneError: The scheduler ended.
        """
        gone_since: float | None = None
        while self._waiting or self._running:
            self._fill()
            try:
                future = self._finished.get(timeout=TICK)
            except Empty:
                gone_since = self._gone_since(gone_since)
                yield None
                continue
            gone_since = None
            yield self._row(future)

    def _fill(self) -> None:
        threads = sum(worker["nthreads"] for worker in self._workers()) if self._waiting else 0
        while self._waiting and len(self._running) < max(1, threads):
            begun = replace(self._waiting.popleft(), began=monotonic())
            future = self._client.submit(run_isolated, begun.task, self._settings, pure=False)
            self._running[future] = begun
            future.add_done_callback(self._finished.put)

    def _workers(self) -> list[dict[str, Any]]:
        return list(self._client.scheduler_info(n_workers=-1)["workers"].values())

    def _row(self, future: "Future") -> Row | None:
        """Return the row of a try that ended; None where another try or other tasks follow."""
        tried = self._running.pop(future)
        outcome = self._outcome(future)
        match outcome:
            case Row():
                return outcome
            case Split(targets):
                self._add(replace(tried.task, target=name, optional=False) for name in targets)
            case Died(reason) if tried.number == TRIES:
                seconds = round(monotonic() - tried.began, 3)
                return failed_row(tried.task, f"{reason}, twice", seconds)
            case Died():
                self._waiting.append(Try(tried.task, tried.number + 1))
        return None

    def _outcome(self, future: "Future") -> Outcome:
        if future.status in {"cancelled", "lost"}:
            raise SchedulerGoneError(*GONE)
        error = future.exception() if future.status == "error" else None
        if error is None:
            outcome: Outcome = future.result()
            return outcome
        if type(error).__name__ == "KilledWorker":
            return Died("it ended its worker")
        return Died(f"its worker failed: {type(error).__name__}: {error}")

    def _gone_since(self, before: float | None) -> float | None:
        """Return since when there is no scheduler; None if there is one."""
        if self._client.status == "running":
            return None
        began = monotonic() if before is None else before
        if self._client.status == "closed" or monotonic() - began > PATIENCE:
            raise SchedulerGoneError(*GONE)
        return began


GONE = (
    "the scheduler went away",
    "The rows so far are written. Start a scheduler and its workers, then go on: --resume FILE",
)
"""Message and hint."""
