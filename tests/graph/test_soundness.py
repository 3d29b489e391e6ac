"""A damaged trace is told as one; what is read can be shown in every way."""
# ruff: noqa: S311 - the damage is to be repeatable

import json
from collections.abc import Iterator
from random import Random

import pytest

from resnet_inspect.errors import InspectError, TraceFormatError
from resnet_inspect.graph.attrs import Argument
from resnet_inspect.graph.codec import _DamagedError, decoder, dumps, loads
from resnet_inspect.render.diagram.figure import draw_all
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.report import Report
from tests.builders import GraphBuilder
from tests.graph.mutations import mutated
from tests.render.networks import report_on

NETWORKS = ("resnet20", "broken", "unet")


def use(text: str) -> None:
    """Read a trace and show all of it; only our own errors may come out."""
    try:
        report = Report(loads(text))
    except TraceFormatError:
        return
    try:
        str(report)
        report.to_dict()
        report._repr_html_()
        draw_all([report], Options())
        report.sizes  # noqa: B018 - what is tested is that it can be told
    except InspectError:
        return


@pytest.mark.parametrize("name", NETWORKS)
def test_a_damaged_trace_is_told_or_shown(name: str) -> None:
    text, random = dumps(report_on(name).graph), Random(name)
    for _ in range(60):
        use(mutated(text, random))


@pytest.mark.fuzz
@pytest.mark.parametrize("name", NETWORKS)
def test_many_damaged_traces_are_told_or_shown(name: str, rounds: Iterator[int]) -> None:
    text = dumps(report_on(name).graph)
    for number in rounds:
        use(mutated(text, Random(f"{name}{number}")))


def test_module_calls_that_hold_each_other_are_no_tree() -> None:
    build = GraphBuilder()
    build.enter("a")
    made = build.relu(build.input((1, 8, 4, 4)))
    build.leave()
    text = dumps(build.graph(made)).replace('"parent":0', '"parent":1')
    with pytest.raises(TraceFormatError, match="does not lie in the call that made it"):
        loads(text)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_nesting_is_no_trace(depth: int) -> None:
    with pytest.raises(TraceFormatError):
        loads("[" * depth + "]" * depth)


@pytest.mark.parametrize("odd", [[], {}, [[]], 1, None, True])
def test_a_kind_that_is_no_text_is_no_kind(odd: object) -> None:
    build = GraphBuilder()
    text = dumps(build.graph(build.conv(build.input((1, 3, 8, 8)), 4)))
    assert '"type":"conv"' in text
    with pytest.raises(TraceFormatError):
        loads(text.replace('"type":"conv"', f'"type":{json.dumps(odd)}'))


@pytest.mark.parametrize("odd", [[], {}, 1, None, "one"])
def test_a_number_that_is_none_is_told(odd: object) -> None:
    with pytest.raises(_DamagedError, match="is no number"):
        decoder(Argument)({"float": odd})
