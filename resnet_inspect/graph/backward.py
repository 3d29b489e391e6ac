"""What one backward pass said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backward:
    """The outcome of a forward pass with gradients and the backward pass after it."""

    error: str = ""
    """What the forward or backward pass raised; empty where both went through."""
    reached: bool = True
    """Whether the forward pass went through, so that backward was tried."""
    without_gradient: tuple[str, ...] = ()
    """Names of trainable parameters that backward left without a gradient."""
