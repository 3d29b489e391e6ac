"""Whatever is written for an option, the answer is a sentence: no traceback, and nothing else."""
# ruff: noqa: S311 - the order is to be repeatable

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

import pytest

from resnet_inspect.cli.main import COMMANDS
from tests.cli.answers import trouble_with
from tests.cli.commands import Ran, running
from tests.cli.nasty import Case, cases, write_files


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Case], Ran]:
    """Return a function that runs a case in a folder with the files that it may name."""
    monkeypatch.chdir(tmp_path)
    command = running(capsys, monkeypatch)

    def ran(case: Case) -> Ran:
        write_files(tmp_path)
        return command(*case.words)

    return ran


def all_troubles(chosen: Iterable[Case], run: Callable[[Case], Ran]) -> list[str]:
    """Run the cases, and return what is wrong with each that is not answered well."""
    found = []
    for case in chosen:
        try:
            trouble = trouble_with(run(case))
        except Exception as error:  # noqa: BLE001 - each is one of ours that got out
            trouble = repr(error)
        if trouble:
            found.append(f"{case.words[0]} {case.option} {case.value[:30]!r}: {trouble:.200}")
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_some_values_of_every_option(command: str, run: Callable[[Case], Ran]) -> None:
    assert not all_troubles([case for case in cases(command) if case.chosen(6)], run)


@pytest.mark.fuzz
@pytest.mark.parametrize("command", COMMANDS)
def test_all_values_of_every_option(
    command: str, rounds: Iterator[int], run: Callable[[Case], Ran]
) -> None:
    chosen = [case for case in cases(command) if case.words[:2] != ("survey", "--")]
    Random(command).shuffle(chosen)
    assert not all_troubles((case for case, _ in zip(chosen, rounds, strict=False)), run)
