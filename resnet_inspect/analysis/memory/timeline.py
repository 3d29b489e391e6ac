"""Bytes alive over time, step by step."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.graph import NodeId


class Phase(StrEnum):
    """What the network does meanwhile."""

    FORWARD = "forward"
    BACKWARD = "backward"
    RECOMPUTATION = "recomputation"
    """The forward pass of a checkpointed part once more, in the midst of backward."""
    OPTIMIZER = "optimizer"


@dataclass(frozen=True, slots=True)
class Moment:
    """One operator, forward or backward, and the most bytes alive while it runs."""

    phase: Phase
    node: NodeId | None
    """None for the optimizer's step."""
    bytes: int
    gradients: int = 0
    """How many of them are gradients of parameters, which stay."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments in order; the parameters are alive in all of them."""

    moments: tuple[Moment, ...]

    @property
    def peak(self) -> Moment | None:
        """The first moment that needs most; None where nothing runs."""
        return max(self.moments, key=_bytes, default=None)


def _bytes(moment: Moment) -> int:
    return moment.bytes
