"""A survey from its tasks to its rows, with those of an earlier run."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.journal import (
    forget_failed,
    opened_journal,
    read_journal,
    start_anew,
)
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.running.cluster import connected
from resnet_inspect.survey.running.fleet import Fleet
from resnet_inspect.survey.running.progress import Meter

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a survey runs, and where it keeps its rows."""

    scheduler: str = ""
    """The address of a scheduler; empty: workers are started on this machine."""
    jobs: int | None = None
    """How many; by default one for each core."""
    journal: Path | None = None
    """Where each row goes as soon as it is there."""
    resume: bool = False
    """Whether the rows in the journal are kept, and their networks left alone."""
    retry: bool = False
    """Whether, of these, the networks that failed are surveyed again."""


def run_survey(tasks: Sequence[Task], settings: Settings, place: Place) -> list[Row]:
    """Survey networks, and return their rows in the order of the tasks.

    Raises:
        SchedulerGoneError: The scheduler ended; the rows so far are in the journal.
        OutputError: The journal cannot be written, because the disk is full for example.
        UsageError: No scheduler answers, or the journal is none.
    """
    with ExitStack() as stack:
        if place.journal is not None:
            _prepare(place.journal, place)
        journal = (
            None if place.journal is None else stack.enter_context(opened_journal(place.journal))
        )
        kept = [] if place.journal is None else read_journal(place.journal)
        rows = {row.key: row for row in kept}
        if all(task.key in rows for task in tasks):
            return _in_order(rows, tasks)
        client = stack.enter_context(connected(place.scheduler, place.jobs))
        fleet = Fleet(client, tasks, settings, done=rows)
        meter = Meter(done=len(rows))
        stack.enter_context(meter.shown())
        for row in fleet.rows():
            if row is not None:
                if journal is not None:
                    journal.append(row)
                rows[row.key] = row
            meter.tell(row, fleet.running, fleet.waiting)
        return _in_order(rows, tasks)


def _prepare(journal: Path, place: Place) -> None:
    """Put an earlier run's rows aside, those that do not count for this one."""
    if not place.resume:
        start_anew(journal)
    elif place.retry and journal.is_file():
        with opened_journal(journal):  # no other survey writes to it
            forget_failed(journal)


def _in_order(rows: dict[Key, Row], tasks: Sequence[Task]) -> list[Row]:
    """Return the rows as they were asked for; networks of one file stand where the file does."""
    places = {task.key: number for number, task in enumerate(tasks)}

    def place(row: Row) -> tuple[int, str]:
        target, size, arguments = row.key
        file = (target.rpartition(":")[0], size, arguments)
        return places.get(row.key, places.get(file, len(tasks))), target

    return sorted(rows.values(), key=place)
