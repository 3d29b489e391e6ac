"""Whatever is written for an option, the answer is a sentence: no traceback, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.cli.main import COMMANDS
from tests.cli.commands import Ran, running
from tests.cli.nasty import Case, cases, write_files

CLEAN, FINDING, USAGE = 0, 1, 2

LINES = 12
"""Of an answer, at most."""


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


def trouble_with(ran: Ran) -> str:
    """Return what is wrong with an answer; nothing where it is a good one."""
    if ran.status not in {CLEAN, FINDING, USAGE}:
        return f"status {ran.status}"
    if "Traceback" in ran.out + ran.err:
        return "a traceback"
    if "\x1b" in ran.err or "\x00" in ran.err:
        return "control characters"
    if ran.status == USAGE:
        said = [line for line in ran.err.splitlines() if line.lower().startswith("error: ")]
        if len(said) != 1 or len(ran.err.splitlines()) > LINES or len(ran.err) > LINES * 200:
            return "no clear sentence"
    return ""


def all_troubles(chosen: list[Case], run: Callable[[Case], Ran]) -> list[str]:
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
def test_all_values_of_every_option(command: str, run: Callable[[Case], Ran]) -> None:
    assert not all_troubles(list(cases(command)), run)
