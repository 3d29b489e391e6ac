"""Times and memory of functions and of whole processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """What running a process took."""

    seconds: float
    """From start to end, on the clock."""
    cpu: float
    """Processor time, its own and the system's: other work on the machine disturbs it less."""
    peak: float
    """Most resident memory, in MB."""


def medians(works: Mapping[str, Work], repeats: int) -> dict[str, float]:
    """Run each work ``repeats`` times, in turn, and return the median seconds of each.

    Each is run once before, so that nothing is measured that happens only once.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(repeats):
        for name, work in works.items():
            began = perf_counter()
            work()
            seconds[name].append(perf_counter() - began)
    return {name: median(values) for name, values in seconds.items()}


@cache
def _bytecode() -> TemporaryDirectory[str]:
    """Return a folder for bytecode, which is gone when the benchmark has ended."""
    return TemporaryDirectory()


def _as_installed() -> dict[str, str]:
    """Return the environment with bytecode, which installed packages have, outside of the tree."""
    kept = {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": _bytecode().name}


def process(command: Sequence[str]) -> Cost:
    """Run a command and return what it took."""
    environment = _as_installed()
    began = perf_counter()
    child = subprocess.Popen(  # noqa: S603 - our own commands
        command, stdout=subprocess.DEVNULL, env=environment
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command} ended with {child.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(
        perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6
    )


def processes(commands: Mapping[str, Sequence[str]], repeats: int) -> dict[str, Cost]:
    """Run each command ``repeats`` times, in turn, and return the medians.

    Each is run once before, which writes bytecode.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for command in commands.values():
        process(command)
    for _ in range(repeats):
        for name, command in commands.items():
            costs[name].append(process(command))
    return {
        name: Cost(
            median(cost.seconds for cost in of_one),
            median(cost.cpu for cost in of_one),
            median(cost.peak for cost in of_one),
        )
        for name, of_one in costs.items()
    }
