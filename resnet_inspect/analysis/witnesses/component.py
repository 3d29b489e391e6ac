"""One part of a tool's total, so that totals of different tools can be compared part by part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from resnet_inspect.analysis.cost.counting import Costs
from resnet_inspect.graph import Graph, Node


@dataclass(frozen=True, slots=True)
class Component:
    """What a tool counts, or leaves out that we count, in the tool's own unit."""

    name: str
    amount: int
    """Negative for what the tool leaves out."""


Rule = Callable[[Graph, Costs], Iterable[Component]]
"""How a tool puts its total together; components of 0 are dropped by the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How a tool counts."""

    tool: str
    unit: str
    """``MACs`` or ``FLOPs``: what the tool's figure means, whatever it calls it."""
    summary: str
    """The convention in one sentence."""
    rule: Rule

    def components(self, graph: Graph, costs: Costs) -> tuple[Component, ...]:
        """Return what the tool's total consists of."""
        return tuple(part for part in self.rule(graph, costs) if part.amount)

    def total(self, graph: Graph, costs: Costs) -> int:
        """Return the figure that the tool prints for this network and input."""
        return sum(part.amount for part in self.components(graph, costs))


def source_elements(graph: Graph, node: Node) -> int:
    """Return the size of what an operator reads first."""
    return graph.tensor(node.inputs[0]).numel if node.inputs else 0


def macs_of(costs: Costs, nodes: Iterable[Node]) -> int:
    """Return the MACs of some nodes, as far as counted."""
    return sum(costs.macs[node.id] or 0 for node in nodes)
