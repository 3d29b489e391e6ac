"""The report as an object."""

from dataclasses import FrozenInstanceError

import pytest

from resnet_inspect.report import Report
from tests.builders import GraphBuilder


def report() -> Report:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    return Report(build.graph(build.add(build.conv(build.relu(build.conv(x, 8)), 8), x)))


def test_report_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        report().findings = ()  # type: ignore[misc]


def test_report_hands_on_the_facts() -> None:
    made = report()
    assert made.costs is made.facts.costs
    assert made.parameters is made.facts.parameters
    assert made.memory is made.facts.memory
    assert made.structure is made.facts.structure
    assert [residual.kind for residual in made.residuals] == ["identity"]


def test_equal_graphs_make_equal_reports() -> None:
    assert report() == report()


def test_report_of_a_whole_forward_pass_is_complete() -> None:
    assert report().complete
