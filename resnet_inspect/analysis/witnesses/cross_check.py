"""Account for other tools' figures: what each difference to our MACs consists of."""

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.cost.counting import Costs, count_cost
from resnet_inspect.analysis.witnesses.component import Component, Convention
from resnet_inspect.analysis.witnesses.conventions import WITNESSES
from resnet_inspect.analysis.witnesses.memory_check import MemoryTestimony
from resnet_inspect.graph import Graph, TensorSpec
from resnet_inspect.graph.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What one tool says of the network, and how we account for it."""

    answer: Answer
    convention: Convention
    """The tool's name and unit, and how it counts in one sentence."""
    components: tuple[Component, ...]
    """What the figure consists of, by our count of the same network."""

    @property
    def explained(self) -> int:
        """The figure that the tool prints if it and we are both right."""
        return sum(part.amount for part in self.components)

    @property
    def unexplained(self) -> int | None:
        """What is left of the figure: 0 if it is explained exactly, None if there is none."""
        return None if self.answer.figure is None else self.answer.figure - self.explained


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """Independent witnesses of our MACs, asked on one real input."""

    inputs: tuple[TensorSpec, ...]
    """The input on which all were asked: as small as the network accepts."""
    macs: int
    """Our MACs on that input."""
    not_counted: tuple[str, ...]
    """Operators without a formula here, by name."""
    testimonies: tuple[Testimony, ...]
    memory: tuple[MemoryTestimony, ...] = ()
    """MemTracker's peaks, for the input as the user gave it; empty where it was not asked."""

    @property
    def passed(self) -> bool:
        """Whether at least one tool gave a figure and nothing of any figure is unexplained."""
        left = [testimony.unexplained for testimony in self.testimonies]
        return any(rest is not None for rest in left) and not any(left) and self.memory_passed

    @property
    def memory_passed(self) -> bool:
        """Whether each of MemTracker's peaks is explained."""
        return all(testimony.passed for testimony in self.memory)


def account_for(graph: Graph, answers: Sequence[Answer]) -> CrossCheck:
    """Take each tool's figure apart into components of our count.

    Args:
        graph: A trace of the network on the input on which the tools were asked.
        answers: What they said.
    """
    costs = count_cost(graph)
    names = dict.fromkeys(graph.nodes[node].op for node in costs.not_counted)
    return CrossCheck(
        inputs=tuple(node.output for node in graph.inputs()),
        macs=costs.total_macs,
        not_counted=tuple(names),
        testimonies=tuple(_testimony(graph, costs, answer) for answer in answers),
    )


def _testimony(graph: Graph, costs: Costs, answer: Answer) -> Testimony:
    convention = next(known for known in WITNESSES if known.tool == answer.tool)
    return Testimony(
        answer=answer, convention=convention, components=convention.components(graph, costs)
    )
