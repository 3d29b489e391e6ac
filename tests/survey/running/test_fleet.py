"""Tries, splits and a lost scheduler, on a cluster that is only pretended."""

from collections.abc import Callable
from typing import Any

import pytest

from resnet_inspect.errors import SchedulerGoneError
from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.outcome import Died, Outcome, Split
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.running import fleet as fleet_module
from resnet_inspect.survey.running.fleet import Fleet

Answer = Callable[[Task], Outcome | Exception | str]


class FakeFuture:
    """Has ended from the beginning; a text is its status."""

    def __init__(self, answer: Outcome | Exception | str) -> None:
        self.answer = answer
        self.status = "finished"
        if isinstance(answer, Exception | str):
            self.status = answer if isinstance(answer, str) else "error"

    def add_done_callback(self, call: Callable[["FakeFuture"], None]) -> None:
        """Call at once, since there is nothing to wait for."""
        if self.status != "pending":
            call(self)

    def result(self) -> object:
        """Return what the task gave."""
        return self.answer

    def exception(self) -> object:
        """Return what the task raised."""
        return self.answer


class FakeClient:
    """Answers each task at once."""

    def __init__(self, answer: Answer, threads: int = 2) -> None:
        self.answer, self.threads, self.status = answer, threads, "running"
        self.asked: list[str] = []

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        """Describe one worker."""
        assert n_workers == -1
        return {"workers": {"one": {"nthreads": self.threads}}}

    def submit(self, work: object, task: Task, settings: Settings, *, pure: bool) -> FakeFuture:
        """Take note of the task, and answer it."""
        del work, settings
        assert not pure
        self.asked.append(task.target)
        return FakeFuture(self.answer(task))


class KilledWorker(Exception):  # noqa: N818 - dask's name
    """What dask raises for a task whose workers died."""


def surveyed(
    answer: Answer, *targets: str, done: tuple[str, ...] = ()
) -> tuple[list[Row], FakeClient]:
    client: Any = FakeClient(answer)
    known = [Task(target=name).key for name in done]
    fleet = Fleet(client, [Task(target=name) for name in targets], Settings(), known)
    return [row for row in fleet.rows() if row is not None], client


def fine(task: Task) -> Row:
    return Row(target=task.target)


def test_each_task_becomes_one_row() -> None:
    rows, client = surveyed(fine, "a", "b", "c")
    assert [row.target for row in rows] == ["a", "b", "c"]
    assert client.asked == ["a", "b", "c"]


def test_what_is_done_is_not_done_again() -> None:
    assert surveyed(fine, "a", "b", done=("a",))[1].asked == ["b"]


@pytest.mark.parametrize("end", [Died("it hung"), KilledWorker("w")])
def test_a_network_that_dies_once_has_a_second_try(end: Died | Exception) -> None:
    tries = iter([end, Row(target="a", params=1)])
    rows, client = surveyed(lambda _task: next(tries), "a")
    assert rows == [Row(target="a", params=1)]
    assert client.asked == ["a", "a"]


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (Died("it hung"), "it hung, twice"),
        (KilledWorker("w"), "it ended its worker, twice"),
        (ValueError("v"), "its worker failed: ValueError: v, twice"),
    ],
)
def test_a_network_that_dies_twice_is_a_row_with_its_error(
    end: Died | Exception, said: str
) -> None:
    rows, _ = surveyed(lambda task: end if task.target == "bad" else fine(task), "bad", "good")
    assert {row.target: row.error for row in rows} == {"bad": said, "good": None}


def test_the_networks_of_a_file_are_tasks_of_their_own_unless_they_are_done() -> None:
    def answer(task: Task) -> Outcome:
        return Split(("m.py:A", "m.py:B")) if task.target == "m.py" else fine(task)

    rows, client = surveyed(answer, "m.py", done=("m.py:A",))
    assert [row.target for row in rows] == ["m.py:B"]
    assert client.asked == ["m.py", "m.py:B"]


def test_a_file_without_networks_has_no_row() -> None:
    assert surveyed(lambda _task: Split(()), "m.py")[0] == []


def test_no_more_tasks_are_under_way_than_there_are_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fleet_module, "TICK", 0.001)
    client: Any = FakeClient(lambda _task: "pending", threads=3)
    fleet = Fleet(client, [Task(target=str(number)) for number in range(10)], Settings())
    assert next(fleet.rows()) is None
    assert (len(fleet.running), fleet.waiting) == (3, 7)


def test_a_lost_future_means_that_the_scheduler_is_gone() -> None:
    with pytest.raises(SchedulerGoneError, match="went away"):
        surveyed(lambda _task: "cancelled", "a")


def test_a_scheduler_that_does_not_come_back_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet_module, "TICK", 0.001)
    monkeypatch.setattr(fleet_module, "PATIENCE", 0.01)
    client: Any = FakeClient(lambda _task: "pending")
    client.status = "connecting"
    with pytest.raises(SchedulerGoneError):
        list(Fleet(client, [Task(target="a")], Settings()).rows())
