"""What a network is compared with."""

from dataclasses import dataclass

from resnet_inspect.checkpoints.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Beside:
    """What the user names beside the network."""

    variant: str = ""
    """A published variant; empty for none."""
    weights: Checkpoint | None = None
    """Weights that are to fill it."""


NOTHING = Beside()
