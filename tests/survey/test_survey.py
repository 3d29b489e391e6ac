"""Whole surveys on workers of this machine: odd networks, killed surveys, lost schedulers."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from resnet_inspect.survey.networks.tasks import expand
from resnet_inspect.survey.rows.journal import read_journal
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.survey.survey import Place, run_survey

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes that fork, and /proc")

ODD = Path(__file__).parent / "running/odd_networks.py"
COMMAND = [sys.executable, "-m", "resnet_inspect", "survey"]
SMALL = [f"resnet{depth}" for depth in (20, 32, 44, 56)]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """Survey a file of odd networks and a fine one, all at once."""
    journal = tmp_path_factory.mktemp("odd") / "odd.jsonl"
    settings = Settings(timeout=6, memory=2**30, lint=False)
    rows = run_survey(expand([str(ODD), "resnet20"]), settings, Place(jobs=2, journal=journal))
    assert sorted(read_journal(journal), key=_target) == sorted(rows, key=_target)
    return {_target(row).rpartition(":")[2]: row for row in rows}


def _target(row: Row) -> str:
    return row.target


def test_a_network_that_dies_takes_nothing_else_with_it(odd: dict[str, Row]) -> None:
    assert odd["resnet20"].params == 269_722
    assert odd["Fine"].params == 224
    assert len(odd) == 7


@pytest.mark.parametrize(
    ("network", "error"),
    [
        ("Hangs", "did not end within 6 s"),
        ("Exits", "ended with exit status 3, twice"),
        ("Segfaults", "ended by SIGSEGV, twice"),
        ("Hungry", "MemoryError"),
        ("KillsItsWorker", "it ended its worker, twice"),
    ],
)
def test_an_odd_network_becomes_a_row_with_its_error(
    odd: dict[str, Row], network: str, error: str
) -> None:
    assert error in (odd[network].error or "")
    assert odd[network].params is None


def test_a_survey_killed_at_a_random_moment_goes_on_with_no_row_twice_or_missing(
    tmp_path: Path,
) -> None:
    _kill_and_resume(tmp_path / "z.jsonl", SMALL, kills=1)


@pytest.mark.sweep
def test_a_survey_killed_many_times_goes_on_with_no_row_twice_or_missing(tmp_path: Path) -> None:
    _kill_and_resume(tmp_path / "z.jsonl", ["resnet*"], kills=8)


def _kill_and_resume(journal: Path, targets: list[str], kills: int) -> None:
    words = [*COMMAND, *targets, "--no-lint", "--resume", str(journal)]
    chance = random.Random(kills)  # noqa: S311 - when to kill is no secret
    for _ in range(kills):
        before = _lines(journal)
        survey = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        _wait_until(lambda before=before, survey=survey: _lines(journal) > before or _over(survey))
        time.sleep(chance.random())
        workers = psutil.Process(survey.pid).children(recursive=True) if not _over(survey) else []
        survey.kill()
        survey.wait()
        read_journal(journal)
        _wait_until(lambda workers=workers: not any(one.is_running() for one in workers))
    ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stderr
    lines = journal.read_text().splitlines()
    expected = {task.key for task in expand(targets)}
    assert len(lines) == len(expected)
    assert {row.key for row in read_journal(journal)} == expected


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


def _over(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is not None


@pytest.mark.sweep
def test_a_worker_killed_in_the_middle_costs_no_row(tmp_path: Path) -> None:
    journal = tmp_path / "z.jsonl"
    words = [*COMMAND, "resnet*", "--no-lint", "-o", str(journal), "--jobs", "2"]
    survey = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    _wait_until(lambda: _lines(journal) > 2)
    workers = [one for one in psutil.Process(survey.pid).children() if "spawn_main" in _words(one)]
    workers[0].kill()
    assert survey.wait() == 0
    assert not any(row.failed for row in read_journal(journal))
    assert {row.key for row in read_journal(journal)} == {task.key for task in expand(["resnet*"])}


def _words(process: psutil.Process) -> str:
    return " ".join(process.cmdline())


@pytest.mark.sweep
def test_workers_that_were_started_separately_give_the_same_rows(tmp_path: Path) -> None:
    near, far = tmp_path / "near.jsonl", tmp_path / "far.jsonl"
    with _scheduler(tmp_path) as (address, _):
        words = [*COMMAND, *SMALL, "--scheduler", address, "-o", str(far)]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603
    words = [*COMMAND, *SMALL, "-o", str(near), "--against", str(far)]
    compared = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    assert (compared.returncode, compared.stdout) == (0, "nothing changed\n")


@pytest.mark.sweep
def test_a_scheduler_that_goes_away_ends_the_survey_and_another_one_goes_on(tmp_path: Path) -> None:
    journal = tmp_path / "z.jsonl"
    words = [*COMMAND, "resnet*", "--no-lint", "--resume", str(journal), "--scheduler"]
    with _scheduler(tmp_path) as (address, scheduler):
        survey = subprocess.Popen(  # noqa: S603
            [*words, address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        _wait_until(lambda: _lines(journal) > 2)
        scheduler.kill()
        errors = survey.communicate()[1]
    assert survey.returncode == 2
    assert errors.startswith("error: the scheduler went away\nhint: The rows so far are written.")
    assert 2 < _lines(journal) < len(expand(["resnet*"]))
    with _scheduler(tmp_path) as (address, _):
        subprocess.run([*words, address], check=True, capture_output=True)  # noqa: S603
    assert len(read_journal(journal)) == _lines(journal) == len(expand(["resnet*"]))


@contextmanager
def _scheduler(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Start a scheduler and two workers as their users do; yield its address and its process."""
    told = folder / "scheduler.json"
    told.unlink(missing_ok=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli"]
    scheduler = subprocess.Popen(  # noqa: S603
        [*dask[:-1], f"{dask[-1]}.dask_scheduler", "--port", "0", "--no-dashboard",
         "--host", "127.0.0.1", "--scheduler-file", str(told)], **quiet
    )  # fmt: skip
    started = [scheduler]
    try:
        _wait_until(lambda: told.exists() and told.stat().st_size > 0)
        for _ in range(2):
            worker = [*dask[:-1], f"{dask[-1]}.dask_worker", "--nthreads", "1", "--no-dashboard",
                      "--scheduler-file", str(told)]  # fmt: skip
            started.append(subprocess.Popen(worker, **quiet))  # noqa: S603
        yield json.loads(told.read_text())["address"], scheduler
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait()


def _wait_until(holds: object) -> None:
    """Wait for what other processes do in their own time."""
    assert callable(holds)
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("it did not come about")
