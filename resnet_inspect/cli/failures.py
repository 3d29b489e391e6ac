"""A forward pass that failed, told on standard error where the output itself does not show it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from resnet_inspect.cli.wording import say

if TYPE_CHECKING:
    from resnet_inspect.graph import Graph
    from resnet_inspect.report import Report

FINDING = 1


def say_failures(graph: "Graph") -> None:
    """Say where the forward pass failed, and what the operators raised."""
    from resnet_inspect.render.places import place_text  # noqa: PLC0415 - failures only

    for failure in graph.failures:
        where = f" at {place_text(failure.frames[-1])}" if failure.frames else ""
        say(f"the forward pass failed{where}: {failure.message}")


def finish(reports: "Iterable[Report]") -> None:
    """Say what failed in any of the networks, and end with the status of a finding."""
    failed = [report.graph for report in reports if report.graph.failures]
    for graph in failed:
        say_failures(graph)
    if failed:
        raise typer.Exit(FINDING)
