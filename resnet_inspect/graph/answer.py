"""What another tool says of a network."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The figure that a tool prints for a network, in its own unit."""

    tool: str
    """``torchinfo``, ``fvcore`` or ``FlopCounterMode``."""
    version: str
    """The version of the package that it comes in."""
    figure: int | None
    """None where the tool failed."""
    error: str = ""
    """Why the tool failed."""
