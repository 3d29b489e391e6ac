"""A traced network with all that is known of it: what a renderer may read."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from resnet_inspect.analysis.facts import (
    Costs,
    Facts,
    Memory,
    ParameterCounts,
    ResidualConnection,
    Structure,
)
from resnet_inspect.graph import Graph


@dataclass(frozen=True)
class Report:
    """What :func:`resnet_inspect.inspect` returns; printing it shows the table.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> report = Report(build.graph(build.relu(build.input((1, 8, 4, 4)))))
        >>> report.costs.total_macs
        0
    """

    graph: Graph
    """The traced forward pass."""
    findings: tuple[Any, ...] = ()
    """What lint found; empty where it did not run."""

    @cached_property
    def facts(self) -> Facts:
        """The graph's analyses, each computed on first use."""
        return Facts(self.graph)

    @property
    def complete(self) -> bool:
        """Whether the forward pass reached its end without an exception."""
        return self.graph.complete and not self.graph.failures

    @property
    def parameters(self) -> ParameterCounts:
        """Parameter counts by tensor identity."""
        return self.facts.parameters

    @property
    def costs(self) -> Costs:
        """MACs and other arithmetic."""
        return self.facts.costs

    @property
    def memory(self) -> Memory:
        """Activation and peak memory."""
        return self.facts.memory

    @property
    def residuals(self) -> tuple[ResidualConnection, ...]:
        """Residual connections and other skips, ordered by their joins."""
        return self.facts.residuals

    @property
    def structure(self) -> Structure:
        """Stem, stages, head, and the recognised variant."""
        return self.facts.structure

    def __str__(self) -> str:
        """Return the table as plain text."""
        from resnet_inspect.render.plain import render  # noqa: PLC0415 - renderers read reports

        return render(self).removesuffix("\n")

    def _repr_html_(self) -> str:
        """Return the table as HTML: what a notebook shows."""
        from resnet_inspect.render.notebook import render  # noqa: PLC0415 - see __str__

        return render(self)
