"""Account for MemTracker's peaks: what each consists of, by our count of the same pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.memory.peak import estimate_memory
from resnet_inspect.analysis.memory.training import count_training
from resnet_inspect.analysis.witnesses.component import Component
from resnet_inspect.graph import Graph
from resnet_inspect.graph.answer import Answer

TOLERANCE = 0.01
"""Temporary tensors that no trace shows, such as a formula's intermediate results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTestimony:
    """One peak that MemTracker tells, in bytes, and how we account for it."""

    name: str
    answer: Answer
    components: tuple[Component, ...]

    @property
    def unexplained(self) -> int | None:
        """What is left of the figure; None if there is none."""
        explained = sum(part.amount for part in self.components)
        return None if self.answer.figure is None else self.answer.figure - explained

    @property
    def passed(self) -> bool:
        """Whether less than a hundredth of the figure is left, or there is none."""
        return abs(self.unexplained or 0) <= TOLERANCE * (self.answer.figure or 0)


def account_for_memory(graph: Graph, answers: Sequence[Answer]) -> tuple[MemoryTestimony, ...]:
    """Take MemTracker's two figures apart.

    Args:
        graph: A trace of the network on the inputs that MemTracker was given.
        answers: Its peaks of inference and of training.
    """
    inference, training = answers
    memory = estimate_memory(graph)
    watched = count_training(graph, tracked=True).timeline.peak
    more = 0 if watched is None else watched.bytes - memory.training_peak
    names = ("our inference peak", "our training peak")
    parts = (
        Component(names[1], memory.training_peak),
        Component(
            "what it holds itself: gradients, those of forks apart, wide masks of dropout", more
        ),
    )
    return (
        MemoryTestimony(
            name="inference peak", answer=inference,
            components=(Component(names[0], memory.inference_peak),),
        ),
        MemoryTestimony(
            name="training peak", answer=training,
            components=tuple(part for part in parts if part.amount),
        ),
    )  # fmt: skip
