"""Surveys of timm's networks, beside what cannot be saved: building each, and one forward pass."""

from collections.abc import Iterator, Sequence
from time import perf_counter

import psutil
import timm
import torch

from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.running.isolated import WarmProcess
from resnet_inspect.survey.survey import Place, run_survey
from tests.benchmarks.row import Row

NETWORKS = 200
FLAT = (30, 300)
"""Numbers of networks after which a worker's memory is compared."""


def rows(networks: int = NETWORKS) -> Iterator[Row]:
    """Survey networks from all over timm with one worker and with two."""
    names = _sample(networks)
    plain = sum(map(_plain_seconds, names))
    yield Row(f"{len(names)} networks: built, one plain meta forward", plain)
    tasks = [Task(target=f"timm:{name}") for name in names]
    for lint, goal in ((False, "traced, all columns but lint's"), (True, "linted, too")):
        one, two = (_survey_seconds(tasks, jobs, lint=lint) for jobs in (1, 2))
        yield Row("surveyed by one worker", one, one / plain, goal)
        yield Row("surveyed by two workers", two, one / two, "1.70× of one worker, or more")


def memory_rows() -> Iterator[Row]:
    """Compare the memory of a worker's warm process after few networks and after many."""
    warm = WarmProcess()
    first: float | None = None
    for number in range(1, FLAT[-1] + 1):
        warm.run(Task(target="resnet20"), Settings(lint=False))
        if number in FLAT:
            size = psutil.Process(warm.process.pid).memory_info().rss / 1e6
            first = first or size
            yield Row(f"after {number} networks", size, size / first, "1× is flat", "MB")
    warm.end()


def _sample(networks: int) -> list[str]:
    """Return that many of timm's names, evenly spread, so that all families are there."""
    names = timm.list_models()
    return names[:: max(1, len(names) // networks)][:networks]


def _plain_seconds(name: str) -> float:
    """Return what it takes to build a network on the meta device and to run it there once."""
    began = perf_counter()
    with torch.device("meta"), torch.no_grad():
        network = timm.create_model(name, pretrained=False).eval()
        image = torch.empty((1, *network.default_cfg["input_size"]))
        network(image)
    return perf_counter() - began


def _survey_seconds(tasks: Sequence[Task], jobs: int, *, lint: bool) -> float:
    """Return the time of a whole survey, the start of its workers and `import torch` included."""
    began = perf_counter()
    run_survey(tasks, Settings(lint=lint), Place(jobs=jobs))
    return perf_counter() - began
