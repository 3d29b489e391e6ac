"""``--cross-check`` asks other tools and fails where something is left unexplained."""

import pytest

pytest.importorskip("torch")

from resnet_inspect.cli import main
from resnet_inspect.graph.answer import Answer
from resnet_inspect.tracing import witnesses


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line and return its exit status."""
    monkeypatch.setattr("sys.argv", ["resnet-inspect", *words])
    with pytest.raises(SystemExit) as ending:
        main.run()
    return int(str(ending.value.code))


def test_every_difference_is_explained_for_resnet18(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "resnet18", "--cross-check") == 0
    text = capsys.readouterr().out
    assert all(tool in text for tool in ("torchinfo", "fvcore", "FlopCounterMode"))


def test_an_unexplained_figure_is_exit_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(tool: str, *_: object) -> Answer:
        return Answer(tool=tool, version="0", figure=12345)

    monkeypatch.setattr(witnesses, "_ask", wrong)
    assert run(monkeypatch, "resnet20", "--cross-check") == 1
    assert "unexplained" in capsys.readouterr().out


def test_a_saved_trace_cannot_be_cross_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    trace = f"{tmp_path}/t.json"
    assert run(monkeypatch, "resnet20", "-o", trace) == 0
    assert run(monkeypatch, trace, "--cross-check") == main.USAGE
    assert "saved trace" in capsys.readouterr().err
