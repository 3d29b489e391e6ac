"""A graph's analyses, each computed on first use: the door by which the floors above come in."""

from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.analysis.cost.counting import Costs, count_cost
from resnet_inspect.analysis.cost.parameters import ParameterCounts, count_parameters
from resnet_inspect.analysis.memory.peak import Memory, estimate_memory
from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
from resnet_inspect.analysis.residual.search import residual_connections
from resnet_inspect.analysis.residual.shortcut import (
    shortcut_parameters,
    shortcut_ref,
    summarize,
)
from resnet_inspect.analysis.sizes.receptive_field import ReceptiveField, receptive_fields
from resnet_inspect.analysis.sizes.working.sizes import Sizes
from resnet_inspect.analysis.structure.folding import CallRun, Signatures, call_signatures, fold
from resnet_inspect.analysis.structure.parts import Block, Stage, Structure
from resnet_inspect.analysis.structure.stages import find_structure
from resnet_inspect.graph import Graph

__all__ = [
    "Block", "CallRun", "Costs", "Facts", "Memory", "ParameterCounts", "ReceptiveField",
    "ResidualConnection", "ResidualKind", "Signatures", "Sizes", "Stage", "Structure", "fold",
    "shortcut_parameters", "shortcut_ref", "summarize",
]  # fmt: skip


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
    def sizes(self) -> Sizes:
        """Which input sizes work, and what comes out of others, as functions of the size."""
        return Sizes(self.graph)

    @cached_property
    def memory(self) -> Memory:
        """Activation and peak memory."""
        return estimate_memory(self.graph)

    @cached_property
    def signatures(self) -> Signatures:
        """For each module call a number that identical calls share: see :func:`fold`."""
        return call_signatures(self.graph)
