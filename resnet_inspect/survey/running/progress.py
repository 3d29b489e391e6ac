"""How far a survey is, on a terminal: done, failed, rate, time left, and the slow ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.running.fleet import Try

SLOW = 5.0
"""Seconds after which a network is named."""

MOST_SLOW = 4


class Meter:
    """Shows a survey's progress on standard error; where that is no terminal, it says nothing."""

    def __init__(self, done: int) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("survey"), BarColumn(bar_width=None), MofNCompleteColumn(),
            TextColumn("{task.fields[failed]} failed"), TextColumn("{task.fields[rate]:.1f}/s"),
            TimeRemainingColumn(), console=self._console,
        )  # fmt: skip
        self._task = self._bar.add_task("survey", completed=done, failed=0, rate=0.0)
        self._began, self._made, self._failed = monotonic(), 0, 0
        self._live: Live | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the progress while the block runs."""
        if not self._console.is_terminal:
            yield
            return
        with Live(
            console=self._console, transient=True, get_renderable=self._bar.get_renderable
        ) as live:
            self._live = live
            yield

    def tell(self, row: Row | None, running: tuple[Try, ...], waiting: int) -> None:
        """Take note of a row, or of time that has passed."""
        if row is not None:
            self._made += 1
            self._failed += row.failed
        made = int(self._bar.tasks[0].completed) + (row is not None)
        self._bar.update(
            self._task, completed=made, total=made + len(running) + waiting, failed=self._failed,
            rate=self._made / max(monotonic() - self._began, 1e-9),
        )  # fmt: skip
        if self._live is not None:
            self._live.update(Group(self._bar.get_renderable(), *slow_ones(running, monotonic())))


def slow_ones(running: tuple[Try, ...], now: float) -> list[Text]:
    """Name the networks that take long, the slowest first."""
    slow = sorted((one for one in running if now - one.began > SLOW), key=lambda one: one.began)
    return [
        Text(
            f"  {now - one.began:4.0f} s  {one.task}",
            style="dim",
            overflow="ellipsis",
            no_wrap=True,
        )
        for one in slow[:MOST_SLOW]
    ]
