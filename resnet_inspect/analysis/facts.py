"""A graph's analyses, each computed on first use: the door by which the floors above come in.

An analysis is imported where it is computed, and a name where it is used: who draws a saved trace
needs neither the comparison nor the sizes, and importing all takes longer than most analyses.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from resnet_inspect.graph import Graph
from resnet_inspect.lazy import lazy_names

if TYPE_CHECKING:
    from resnet_inspect.analysis.comparison.ignoring import ignoring
    from resnet_inspect.analysis.comparison.result import (
        BlockPair,
        Change,
        Comparison,
        LayerPair,
        PartPair,
        Rename,
        Role,
        Status,
    )
    from resnet_inspect.analysis.cost.counting import Costs
    from resnet_inspect.analysis.cost.parameters import ParameterCounts
    from resnet_inspect.analysis.memory.peak import Memory
    from resnet_inspect.analysis.memory.planning.budget import Fit, MemoryFit, fit_memory
    from resnet_inspect.analysis.memory.planning.plan import (
        AS_TRACED,
        Checkpointing,
        MemoryPlan,
        Optimizer,
        Precision,
        memory_plan,
    )
    from resnet_inspect.analysis.memory.timeline import Moment, Phase, Timeline
    from resnet_inspect.analysis.nearest.departure import Departure, DepartureKind, Place
    from resnet_inspect.analysis.nearest.search import Nearest
    from resnet_inspect.analysis.residual.connection import ResidualConnection, ResidualKind
    from resnet_inspect.analysis.residual.enlarging import enlarges
    from resnet_inspect.analysis.residual.shortcut import (
        shortcut_parameters,
        shortcut_ref,
        summarize,
    )
    from resnet_inspect.analysis.sizes.extents.extent import symbols_of
    from resnet_inspect.analysis.sizes.extents.fitting import Polynomial, fitted
    from resnet_inspect.analysis.sizes.extents.wording import with_sizes, wording
    from resnet_inspect.analysis.sizes.receptive_field import ReceptiveField
    from resnet_inspect.analysis.sizes.working.axes import Axis
    from resnet_inspect.analysis.sizes.working.cover import cover
    from resnet_inspect.analysis.sizes.working.outcome import Outcome, Verdict
    from resnet_inspect.analysis.sizes.working.sizes import Sizes
    from resnet_inspect.analysis.sizes.working.troubles import Trouble
    from resnet_inspect.analysis.structure.folding import CallRun, Signatures, fold
    from resnet_inspect.analysis.structure.parts import Block, Stage, Structure
    from resnet_inspect.analysis.structure.published_words import variant_words
    from resnet_inspect.analysis.structure.spelling import Word

__all__ = [
    "AS_TRACED",
    "Axis",
    "Block",
    "BlockPair",
    "CallRun",
    "Change",
    "Checkpointing",
    "Comparison",
    "Costs",
    "Departure",
    "DepartureKind",
    "Facts",
    "Fit",
    "LayerPair",
    "Memory",
    "MemoryFit",
    "MemoryPlan",
    "Moment",
    "Nearest",
    "Optimizer",
    "Outcome",
    "ParameterCounts",
    "PartPair",
    "Phase",
    "Place",
    "Polynomial",
    "Precision",
    "ReceptiveField",
    "Rename",
    "ResidualConnection",
    "ResidualKind",
    "Role",
    "Signatures",
    "Sizes",
    "Stage",
    "Status",
    "Structure",
    "Timeline",
    "Trouble",
    "Verdict",
    "Word",
    "cover",
    "enlarges",
    "fit_memory",
    "fitted",
    "fold",
    "ignoring",
    "memory_plan",
    "shortcut_parameters",
    "shortcut_ref",
    "summarize",
    "symbols_of",
    "variant_words",
    "with_sizes",
    "wording",
]

_HOMES = {
    "comparison.ignoring": "ignoring",
    "comparison.result": "BlockPair Change Comparison LayerPair PartPair Rename Role Status",
    "cost.counting": "Costs",
    "cost.parameters": "ParameterCounts",
    "memory.peak": "Memory",
    "memory.planning.budget": "Fit MemoryFit fit_memory",
    "memory.planning.plan": "AS_TRACED Checkpointing MemoryPlan Optimizer Precision memory_plan",
    "memory.timeline": "Moment Phase Timeline",
    "nearest.departure": "Departure DepartureKind Place",
    "nearest.search": "Nearest",
    "residual.connection": "ResidualConnection ResidualKind",
    "residual.enlarging": "enlarges",
    "residual.shortcut": "shortcut_parameters shortcut_ref summarize",
    "sizes.extents.extent": "symbols_of",
    "sizes.extents.fitting": "Polynomial fitted",
    "sizes.extents.wording": "with_sizes wording",
    "sizes.receptive_field": "ReceptiveField",
    "sizes.working.axes": "Axis",
    "sizes.working.cover": "cover",
    "sizes.working.outcome": "Outcome Verdict",
    "sizes.working.sizes": "Sizes",
    "sizes.working.troubles": "Trouble",
    "structure.folding": "CallRun Signatures fold",
    "structure.parts": "Block Stage Structure",
    "structure.published_words": "variant_words",
    "structure.spelling": "Word",
}
"""For each module below ``analysis`` the names that are reached by this door."""

__getattr__ = lazy_names(
    __name__, {f"{__package__}.{home}": names for home, names in _HOMES.items()}
)


@dataclass(frozen=True)
class Facts:
    """All that is known of a graph."""

    graph: Graph
    further: tuple[Graph, ...] = ()
    """Traces of the same network at other sizes."""

    @cached_property
    def parameters(self) -> "ParameterCounts":
        """Parameter counts by tensor identity."""
        from resnet_inspect.analysis.cost.parameters import count_parameters

        return count_parameters(self.graph)

    @cached_property
    def costs(self) -> "Costs":
        """MACs and other arithmetic."""
        from resnet_inspect.analysis.cost.counting import count_cost

        return count_cost(self.graph)

    @cached_property
    def residuals(self) -> "tuple[ResidualConnection, ...]":
        """Residual connections and other skips, ordered by their joins."""
        from resnet_inspect.analysis.residual.search import residual_connections

        return residual_connections(self.graph)

    @cached_property
    def structure(self) -> "Structure":
        """Stem, stages, head, and the recognized variant."""
        from resnet_inspect.analysis.structure.stages import find_structure

        return find_structure(self.graph, self.residuals)

    @cached_property
    def depth(self) -> int:
        """Layers with weights on the longest path, gates left out: 50 for ResNet-50."""
        from resnet_inspect.analysis.structure.depth import network_depth

        return network_depth(self.graph, self.residuals)

    @cached_property
    def receptive_fields(self) -> "tuple[ReceptiveField | None, ...]":
        """The receptive field of each node's first output."""
        from resnet_inspect.analysis.sizes.receptive_field import receptive_fields

        return receptive_fields(self.graph)

    @cached_property
    def sizes(self) -> "Sizes":
        """Which input sizes work, and what comes out of others, as functions of the size."""
        from resnet_inspect.analysis.sizes.working.sizes import Sizes

        return Sizes(self.graph, self.further)

    def at(self, **sizes: int) -> "Facts | None":
        """Return the facts of the same network at another size: ``facts.at(H=320, W=256)``.

        Returns:
            None where that size fails, or cannot be told from this trace.
        """
        graph = self.sizes.graph_at(**sizes)
        return None if graph is None else Facts(graph)

    @cached_property
    def memory(self) -> "Memory":
        """Activation and peak memory."""
        from resnet_inspect.analysis.memory.peak import estimate_memory

        return estimate_memory(self.graph)

    def memory_with(self, plan: "MemoryPlan") -> "Memory":
        """Activation and peak memory with other settings than those that were traced.

        Raises:
            UsageError: Parts are to be checkpointed that the network does not have.
        """
        from resnet_inspect.analysis.memory.peak import estimate_memory
        from resnet_inspect.analysis.memory.planning.plan import Checkpointing
        from resnet_inspect.analysis.structure.checkpointing import checkpointable

        if plan.checkpointing is None:
            return estimate_memory(self.graph, plan)
        by_block = plan.checkpointing is Checkpointing.BLOCK
        return estimate_memory(self.graph, plan, checkpointable(self.structure, by_block=by_block))

    @cached_property
    def signatures(self) -> "Signatures":
        """For each module call a number that identical calls share: see :func:`fold`."""
        from resnet_inspect.analysis.structure.folding import call_signatures

        return call_signatures(self.graph)

    @cached_property
    def nearest(self) -> "Nearest | None":
        """The nearest published network and where this one departs; None where none is near."""
        from resnet_inspect.analysis.nearest.anatomy_of_graph import anatomy_of
        from resnet_inspect.analysis.nearest.search import nearest_reference

        anatomy = anatomy_of(self.graph, self.residuals, self.structure)
        return nearest_reference(anatomy, self.structure.variant)

    def compared_with(self, before: "Facts") -> "Comparison":
        """Align this network with an earlier one, and say what changed."""
        from resnet_inspect.analysis.comparison.compare import compare
        from resnet_inspect.analysis.comparison.side import Side

        sides = [Side(one.graph, one.residuals, one.structure) for one in (before, self)]
        return compare(*sides)
