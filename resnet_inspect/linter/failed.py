"""An operator that failed, and what is still to be explained of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from resnet_inspect.graph import Failure, Node


class Aspect(Enum):
    """What may be wrong with a tensor."""

    SIZE = "size"
    """Its height and width."""
    WIDTH = "width"
    """Its channels, or anything else."""


BOTH = frozenset(Aspect)


@dataclass(frozen=True, slots=True)
class Failed:
    """An operator that raised, with its failure."""

    node: Node
    failure: Failure
    open: frozenset[Aspect] = BOTH
    """What no rule has explained yet."""

    @property
    def untold(self) -> bool:
        """Whether no rule has said anything about it."""
        return self.open == BOTH

    def settled(self, aspects: Iterable[Aspect]) -> "Failed":
        """Return the same failure, with some of it explained."""
        return replace(self, open=self.open.difference(aspects))
