"""The warm process outlives whatever a network does to its own."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.outcome import Died
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.running import isolated
from resnet_inspect.survey.running.isolated import WarmProcess, run_isolated

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes that fork")

PROGRAM = Path(__file__).with_name("fake_program.py")
LIMITS = Settings(timeout=0.3, memory=2**30)


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    process = WarmProcess([str(PROGRAM)])
    yield process
    process.end()


def run(warm: WarmProcess, target: str, settings: Settings = LIMITS) -> object:
    return warm.run(Task(target=target), settings)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("hang", "it did not end within 0.3 s, nor when it was told to"),
        ("exit", "its process ended with exit status 3"),
        ("segfault", "its process was ended by SIGSEGV"),
    ],
)
def test_a_network_that_dies_is_told_and_the_next_one_runs(
    warm: WarmProcess, target: str, reason: str
) -> None:
    assert run(warm, target) == Died(reason)
    assert isinstance(run(warm, "fine"), Row)


def test_a_network_cannot_take_more_memory_than_it_may(warm: WarmProcess) -> None:
    assert run(warm, "hungry") == Row(target="hungry", error="MemoryError")


def test_each_network_has_a_process_and_memory_of_its_own(warm: WarmProcess) -> None:
    rows = [run(warm, "fine") for _ in range(3)]
    assert [row.params for row in rows if isinstance(row, Row)] == [1, 1, 1]
    assert len({row.error for row in rows if isinstance(row, Row)}) == 3


def test_what_a_network_prints_goes_nowhere(
    warm: WarmProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(run(warm, "print"), Row)
    assert "noise" not in capfd.readouterr().out


def test_processes_that_a_network_leaves_behind_are_ended(warm: WarmProcess) -> None:
    assert isinstance(run(warm, "orphan"), Row)
    _wait_until(lambda: not psutil.Process(warm.process.pid).children(recursive=True))
    left = [one for one in psutil.process_iter(["cmdline"]) if _is_fake(one, warm.process.pid)]
    assert left == []


def test_relative_paths_start_from_the_folder_of_the_one_who_asked(
    warm: WarmProcess, tmp_path: Path
) -> None:
    row = run(warm, "fine", Settings(folder=str(tmp_path)))
    assert isinstance(row, Row)
    assert row.size == str(tmp_path)


def test_a_warm_process_that_was_killed_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Any = SimpleNamespace()
    monkeypatch.setattr(isolated, "_OWN", own)
    monkeypatch.setattr(isolated, "WarmProcess", lambda: WarmProcess([str(PROGRAM)]))
    settings = Settings(timeout=30)
    assert run_isolated(Task(target="parricide"), settings) == Died(
        "the process that it was forked from ended with it"
    )
    assert isinstance(run_isolated(Task(target="fine"), settings), Row)
    own.warm.end()


def test_it_ends_with_its_owner_and_takes_the_running_network_along() -> None:
    warm = WarmProcess([str(PROGRAM)])
    process = psutil.Process(warm.process.pid)
    warm.orders.send((Task(target="hang"), Settings(timeout=0)))
    _wait_until(process.children)
    children = process.children()
    warm.orders.close()
    assert warm.process.wait(10) is not None
    _wait_until(lambda: not any(child.is_running() for child in children))


def _is_fake(process: psutil.Process, warm: int) -> bool:
    words = process.info["cmdline"] or []
    return str(PROGRAM) in words and process.pid != warm and process.ppid() == 1


def _wait_until(holds: object) -> None:
    """Wait for what the system does in its own time."""
    assert callable(holds)
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("it did not come about")
