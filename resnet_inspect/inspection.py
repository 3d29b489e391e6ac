"""A traced network with all that is known of it: what a renderer may read."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from resnet_inspect.analysis.facts import AS_TRACED, Facts, MemoryPlan
from resnet_inspect.graph import Graph

if TYPE_CHECKING:  # each is imported when it is computed
    from resnet_inspect.analysis.facts import (
        Costs,
        Memory,
        MemoryFit,
        ParameterCounts,
        ResidualConnection,
        Sizes,
        Structure,
    )


@dataclass(frozen=True, repr=False)
class Inspection:
    """Graph, facts and findings together.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> inspection = Inspection(build.graph(build.relu(build.input((1, 8, 4, 4)))))
        >>> inspection.costs.total_macs
        0
    """

    graph: Graph
    """The traced forward pass."""
    findings: tuple[Any, ...] = ()
    """What lint found; empty where it did not run."""
    plan: MemoryPlan = AS_TRACED
    """The settings of training for which memory is told."""
    fit: "MemoryFit | None" = None
    """The largest batches for a budget, where that was asked."""

    further: tuple[Graph, ...] = ()
    """Traces at other sizes, for what one alone cannot tell of them."""

    @cached_property
    def facts(self) -> Facts:
        """The graph's analyses, each computed on first use."""
        return Facts(self.graph, self.further)

    def __repr__(self) -> str:
        """Return one line: what was traced, and its sums."""
        run, totals = self.graph.run, self.parameters.network.total
        name = self.structure.variant or run.network
        state = "" if self.complete else ", incomplete"
        least = "" if self.costs.complete else "at least "
        return (
            f"<{type(self).__name__} of {name} ({run.target}): {totals:,} parameters, "
            f"{least}{self.costs.total_macs:,} MACs{state}>"
        )

    @property
    def opaque(self) -> tuple[str, ...]:
        """Modules that the trace does not look into: what they compute is unknown."""
        nodes = (self.graph.nodes[node] for node in self.costs.unknown)
        return tuple(dict.fromkeys(node.module or node.op for node in nodes))

    @property
    def complete(self) -> bool:
        """Whether the forward pass reached its end without an exception."""
        return self.graph.complete and not self.graph.failures

    @property
    def parameters(self) -> "ParameterCounts":
        """Parameter counts by tensor identity."""
        return self.facts.parameters

    @property
    def costs(self) -> "Costs":
        """MACs and other arithmetic."""
        return self.facts.costs

    @cached_property
    def memory(self) -> "Memory":
        """Activation and peak memory, by the plan."""
        return self.facts.memory if self.plan == AS_TRACED else self.facts.memory_with(self.plan)

    @property
    def residuals(self) -> "tuple[ResidualConnection, ...]":
        """Residual connections and other skips, ordered by their joins."""
        return self.facts.residuals

    @property
    def sizes(self) -> "Sizes":
        """Which input sizes work, and what comes out of others."""
        return self.facts.sizes

    @property
    def structure(self) -> "Structure":
        """Stem, stages, head, and the recognized variant."""
        return self.facts.structure
