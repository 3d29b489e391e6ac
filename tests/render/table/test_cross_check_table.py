"""The cross-check says what each figure consists of, and what is left."""

from dataclasses import replace

from resnet_inspect.analysis.memory.peak import estimate_memory
from resnet_inspect.analysis.witnesses.cross_check import account_for
from resnet_inspect.analysis.witnesses.memory_check import account_for_memory
from resnet_inspect.graph import Graph
from resnet_inspect.graph.answer import Answer
from resnet_inspect.render.table.cross_check_table import cross_check_table
from resnet_inspect.render.table.formats.plain import render_table
from tests.builders import GraphBuilder


def _graph() -> Graph:
    build = GraphBuilder()
    return build.graph(build.conv(build.input((1, 8, 4, 4)), 8))


def _text(figure: int | None, error: str = "") -> str:
    answer = Answer(tool="FlopCounterMode", version="1", figure=figure, error=error)
    return render_table(cross_check_table(account_for(_graph(), [answer])))


MACS = 8 * 8 * 9 * 16


def test_a_figure_that_agrees_is_taken_apart_and_explained() -> None:
    text = _text(2 * MACS)
    assert f"{MACS:,}" in text
    assert text.count(f"{2 * MACS:,}") == len(["the figure", "its only part"])
    assert "every figure is explained" in text


def test_a_figure_that_differs_shows_what_is_unexplained() -> None:
    text = _text(2 * MACS + 7)
    assert any(line.split() == ["7", "unexplained"] for line in text.splitlines())
    assert "left unexplained" in text


def test_a_tool_that_fails_is_named_with_its_reason() -> None:
    assert "failed: OSError: no disk" in _text(None, "OSError: no disk")


def test_peaks_of_memory_are_taken_apart_and_may_leave_a_hundredth() -> None:
    for more, verdict in ((0, "memory within 1 %"), (10_000, "more than 1 %")):
        graph = _graph()
        ours = estimate_memory(graph)
        answers = [
            Answer(tool="MemTracker", version="1", figure=figure + more)
            for figure in (ours.inference_peak, ours.training_peak)
        ]
        counted = Answer(tool="FlopCounterMode", version="1", figure=2 * MACS)
        check = account_for(graph, [counted])
        check = replace(check, memory=account_for_memory(graph, answers))
        text = render_table(cross_check_table(check))
        assert f"{ours.training_peak:,}" in text
        assert check.passed == (not more)
        assert verdict in " ".join(text.split())
