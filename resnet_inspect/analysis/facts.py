"""A graph's analyses, each computed on first use."""

from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.analysis.cost import Costs, count_cost
from resnet_inspect.analysis.folding import Signatures, call_signatures
from resnet_inspect.analysis.memory import Memory, estimate_memory
from resnet_inspect.analysis.parameters import ParameterCounts, count_parameters
from resnet_inspect.analysis.receptive_field import ReceptiveField, receptive_fields
from resnet_inspect.analysis.residual import ResidualConnection, residual_connections
from resnet_inspect.analysis.stages import Structure, find_structure
from resnet_inspect.graph import Graph


@dataclass(frozen=True)
class Facts:
    """All that is known of a graph."""

    graph: Graph

    @cached_property
    def parameters(self) -> ParameterCounts:
        """Parameter counts by tensor identity."""
        return count_parameters(self.graph)

    @cached_property
    def costs(self) -> Costs:
        """MACs and other arithmetic."""
        return count_cost(self.graph)

    @cached_property
    def residuals(self) -> tuple[ResidualConnection, ...]:
        """Residual connections and other skips, ordered by their joins."""
        return residual_connections(self.graph)

    @cached_property
    def structure(self) -> Structure:
        """Stem, stages, head, and the recognised variant."""
        return find_structure(self.graph, self.residuals)

    @cached_property
    def receptive_fields(self) -> tuple[ReceptiveField | None, ...]:
        """The receptive field of each node's first output."""
        return receptive_fields(self.graph)

    @cached_property
    def memory(self) -> Memory:
        """Activation and peak memory."""
        return estimate_memory(self.graph)

    @cached_property
    def signatures(self) -> Signatures:
        """For each module call a number that identical calls share: see :func:`fold`."""
        return call_signatures(self.graph)
