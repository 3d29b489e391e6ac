"""``--cross-check`` asks other tools and fails where something is left unexplained."""

from pathlib import Path

import pytest

from resnet_inspect.cli import main
from resnet_inspect.graph.answer import Answer
from resnet_inspect.tracing import witnesses


def run(*words: str) -> int:
    """Run the command line in this process and return its exit status."""
    return main.status_of(lambda: main.command_line(["inspect"])(args=["inspect", *words]))


def test_every_difference_is_explained_for_resnet18(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("resnet18", "--cross-check") == 0
    text = capsys.readouterr().out
    assert all(tool in text for tool in ("torchinfo", "fvcore", "FlopCounterMode", "MemTracker"))


def test_an_unexplained_figure_is_exit_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(tool: str, *_: object) -> Answer:
        return Answer(tool=tool, version="0", figure=12345)

    monkeypatch.setattr(witnesses, "_ask", wrong)
    assert run("resnet20", "--cross-check") == 1
    assert "unexplained" in capsys.readouterr().out


def test_a_saved_trace_cannot_be_cross_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    trace = str(tmp_path / "t.json")
    assert run("resnet20", "-o", trace) == 0
    assert run(trace, "--cross-check") == main.USAGE
    assert "saved trace" in capsys.readouterr().err
