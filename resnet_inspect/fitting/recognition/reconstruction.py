"""The network that weights are of, as far as they tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from resnet_inspect import units
from resnet_inspect.checkpoints.checkpoint import Checkpoint
from resnet_inspect.errors import UsageError
from resnet_inspect.fitting.recognition.identity import Identity
from resnet_inspect.fitting.recognition.part import network_part
from resnet_inspect.targets.run_options import RunOptions


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """A published variant in place of weights."""

    variant: str
    """Its name."""
    arguments: Mapping[str, Any]
    """Classes and image channels, as the weights have them."""
    notes: tuple[str, ...]
    """What was assumed, in sentences."""

    def customized(self, run: RunOptions) -> RunOptions:
        """Return options with these arguments where the user gave none."""
        return replace(run, arguments={**self.arguments, **run.arguments})


def reconstructed(held: Checkpoint) -> Reconstruction:
    """Return the published variant that weights are of, or are nearest to.

    Raises:
        UsageError: Nothing published is near.
    """
    part = network_part(held.specs)
    identity = part.identity
    if not identity.variants:
        raise UsageError(
            f"`{held.path}` holds the weights of no network that is published here",
            f"See what is in it: resnet-inspect weights {held.path}",
        )
    counts = {"num_classes": identity.classes, "in_channels": identity.image_channels}
    arguments = {name: number for name, number in counts.items() if number is not None}
    notes = tuple(_notes(identity))
    if part.around:
        notes = (f"of the network in `{part.prefix}` alone; more lies around it", *notes)
    return Reconstruction(identity.variants[0].name, arguments, notes)


def _notes(identity: Identity) -> Iterator[str]:
    chosen = identity.variants[0].title
    yield f"reconstructed from the shapes of the weights as {chosen}; their network was not run"
    others = list(dict.fromkeys(one.title for one in identity.variants[1:]))
    if others:
        yield f"{' or '.join(others)} would have the same shapes"
    if identity.departures:
        number = units.plural(len(identity.departures), "departure")
        yield f"{number}: {'; '.join(identity.departures)}"
    if identity.classes is None:
        yield "the weights have no head"
