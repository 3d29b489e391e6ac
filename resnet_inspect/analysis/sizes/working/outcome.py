"""What a network does with an input of some size."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.graph import NodeId, SourceSpan


class Verdict(StrEnum):
    """What happens, the best first."""

    WORKS = "works"
    BATCH = "changes the batch"
    BROADCASTS = "broadcasts"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens at a size, and where."""

    verdict: Verdict
    node: NodeId | None = None
    """The operator that fails or does something else; None where all is well."""
    reason: str = ""
    operator: str = ""
    """What it is called, and the module that calls it: ``fc linear``."""
    source: SourceSpan | None = None
    """The user's line."""

    @property
    def works(self) -> bool:
        """Whether the forward pass goes through and keeps samples apart."""
        return self.verdict in {Verdict.WORKS, Verdict.BROADCASTS}
