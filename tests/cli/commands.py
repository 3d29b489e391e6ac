"""Runs commands in this process."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from resnet_inspect.cli.main import command_line, status_of


@dataclass
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


def running(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Return a function that runs a command and reads what it prints."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: str) -> Ran:
        app = command_line([words[0]])
        status = status_of(lambda: app(args=list(words), prog_name="resnet-inspect"))
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run
