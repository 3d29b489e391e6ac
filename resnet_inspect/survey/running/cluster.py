"""Where a survey runs: the cores of this machine, or a dask cluster that exists already."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resnet_inspect.errors import MissingPackageError, UsageError, said_by

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

CONNECTING = 10.0
"""Seconds to wait for a scheduler."""

LEAVE_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""What a worker runs first: Ctrl-C is for the one who surveys, who then ends it in order."""

CONFIGURATION = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.comm.timeouts.connect": "10s",
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
}
"""A worker that dies loses its network's first try; and nobody looks at profiles."""

ANY_PORT = ":0"
"""For what answers over HTTP: the usual port may be another survey's."""


@contextmanager
def connected(scheduler: str = "", jobs: int | None = None) -> Iterator["Client"]:
    """Return a client of a scheduler, by default one with a worker for each core.

    Args:
        scheduler: The address of a scheduler that runs already: ``tcp://host:8786``.
        jobs: How many workers to start on this machine.

    Raises:
        MissingPackageError: dask.distributed is not installed.
        UsageError: No scheduler answers there, or none can be started here.
    """
    try:
        import dask  # noqa: PLC0415 - an extra
        from distributed import Client  # noqa: PLC0415 - see above
    except ImportError as error:
        raise MissingPackageError("surveys", "distributed") from error
    _hush()
    with dask.config.set(CONFIGURATION):
        if not scheduler:
            with _of_this_machine(jobs) as cluster, Client(cluster) as client:
                yield client
            return
        try:
            client = Client(scheduler, timeout=CONNECTING)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(
                f"no scheduler answers at `{scheduler}`: {error}",
                "Start one: dask scheduler; and workers: dask worker tcp://HOST:8786",
            ) from None
        with client:
            yield client


def _of_this_machine(jobs: int | None) -> "LocalCluster":
    """Start a scheduler and workers; each needs a temporary folder, ports and memory."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    workers = jobs or len(os.sched_getaffinity(0))
    try:
        return LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0,
            dashboard_address=ANY_PORT, scheduler_kwargs={"dashboard": False},
            silence_logs=logging.CRITICAL, preload=[LEAVE_INTERRUPTS],
        )  # fmt: skip
    except (OSError, RuntimeError) as error:
        raise UsageError(
            f"no cluster can be started on this machine: {said_by(error)}",
            "Name a temporary folder that can be written to, TMPDIR=FOLDER, or a scheduler that "
            "runs elsewhere.",
        ) from None


def _hush() -> None:
    """Keep dask's own story of a lost worker or scheduler to itself: we tell it in a line."""
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)
