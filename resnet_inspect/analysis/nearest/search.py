"""Which published network is nearest to a network, and where the network departs from it.

Only plans are compared: nothing is built or traced. A few candidates are chosen by depth and kind
of block, aligned with the network, and the one with the least to say is the nearest. Where even
that has too much to say, none is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Any

from resnet_inspect.analysis.nearest.alignment import align_networks
from resnet_inspect.analysis.nearest.anatomy import Anatomy, BlockAnatomy
from resnet_inspect.analysis.nearest.anatomy_of_variant import anatomy_of_plan
from resnet_inspect.analysis.nearest.departure import Departure, DepartureKind
from resnet_inspect.analysis.nearest.departures import departures_of
from resnet_inspect.analysis.nearest.layer import Role
from resnet_inspect.analysis.nearest.layer_alignment import align_layers
from resnet_inspect.analysis.nearest.pairs import Change
from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.variants import VARIANTS, Variant

ARGUMENTS = {"classes": "num_classes", "image channels": "in_channels"}
"""What a variant's constructor calls its parameters."""

LOOKED_AT = 24
"""Variants that are looked at a second time."""

CANDIDATES = 5
"""Variants that are aligned with the whole network."""

LIMIT = 5.0
"""Beyond this distance a network is not told to be near to anything."""

USUAL_LAYERS = 3
"""A convolution, its normalization and activation come or go together."""
OTHER_GATE = 1.1
"""More than a gate that is additional."""

COSTS = {
    DepartureKind.DIMENSIONS: 2.0, DepartureKind.STAGES: 3.0,
    DepartureKind.MAIN_PATH: 2.0, DepartureKind.DEPTH: 0.5, DepartureKind.SETTING: 0.5,
    DepartureKind.BIAS: 0.5, DepartureKind.PADDING: 0.5, DepartureKind.STRIDE_PLACE: 0.9,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest published network."""

    variant: Variant
    departures: tuple[Departure, ...]
    """Where the network departs from it; empty where it is exactly this one."""
    parameters: tuple[Change, ...]
    """Classes and image channels that differ: no departures."""
    distance: float
    """The departures, weighted: 0 for the same structure; 5 is the most that is called near."""
    output_stride: int | None = None
    """The output stride, where dilation gives another than the variant's own."""

    @property
    def exact(self) -> bool:
        """Whether the network is the variant."""
        return not self.departures

    @property
    def arguments(self) -> dict[str, Any]:
        """What to build the variant with, so that only departures differ."""
        chosen = {ARGUMENTS[change.attribute]: change.found for change in self.parameters}
        stride = {"output_stride": self.output_stride} if self.output_stride else {}
        return {**chosen, **stride}

    @property
    def title(self) -> str:
        """What the papers call the variant."""
        stride = f" (output stride {self.output_stride})" if self.output_stride else ""
        return f"{self.variant.title}{stride}"


def nearest_reference(network: Anatomy, recognized: str | None = None) -> Nearest | None:
    """Return the nearest published network, None where none is near.

    Args:
        network: The network's layers.
        recognized: The title of the variant that it is, where that is known.
    """
    if not network.stages:
        return None
    found = [_aligned(variant, network) for variant in _candidates(network, recognized)]
    best = min(found, key=lambda nearest: (nearest.distance, len(nearest.departures)))
    return best if best.distance <= LIMIT else None


# Choosing candidates.


def _candidates(network: Anatomy, recognized: str | None) -> Sequence[Variant]:
    variants = list(VARIANTS.values())
    if recognized:
        known = [variant for variant in variants if recognized.startswith(variant.title)]
        return [max(known, key=lambda variant: len(variant.title))]
    variants.sort(key=lambda variant: _first_sight(variant, network))
    return sorted(variants[:LOOKED_AT], key=lambda variant: _second_sight(variant, network))[
        :CANDIDATES
    ]


def _second_sight(variant: Variant, network: Anatomy) -> float:
    """Return how far a variant is by its stem and the last block of its second stage."""
    plan = anatomy_of_plan(variant.architecture)
    one, other = (
        plan.stages[1].blocks[-1],
        network.stages[min(1, len(network.stages) - 1)].blocks[-1],
    )
    paths = (plan.stem, network.stem), *zip(one.paths, other.paths, strict=True)
    differing = sum(not pair.same for path in paths for pair in align_layers(*path))
    return differing / 2 + _first_sight(variant, network)


def _first_sight(variant: Variant, network: Anatomy) -> float:
    """Return how far a variant seems to be, by its depths, block and width."""
    architecture = variant.architecture
    depths = tuple(len(stage.blocks) for stage in network.stages)
    apart = sum(abs(log2(a / b)) for a, b in zip(depths, architecture.blocks, strict=False))
    apart += 2 * (network.dimensions != architecture.dimensions)
    apart += 4 * abs(len(depths) - len(architecture.blocks))
    apart += 3 * (_convolutions(network.blocks[-1]) != architecture.convolutions)
    preactivated = network.blocks[-1].kind.startswith("pre-activation")
    return (
        apart
        + 1.5 * (preactivated != architecture.normalizes_first)
        + _width(network, architecture)
    )


def _width(network: Anatomy, architecture: Architecture) -> float:
    width = _out_width(network.blocks[-1])
    last = architecture.features // architecture.positions
    return abs(log2(width / last)) if width else 1.0


def _out_width(block: BlockAnatomy) -> int:
    widths = [layer.get("width") for layer in block.main if layer.role is Role.CONVOLUTION]
    return width if widths and isinstance(width := widths[-1], int) else 0


def _convolutions(block: BlockAnatomy) -> int:
    return sum(layer.role is Role.CONVOLUTION for layer in block.main)


# Aligning one.


def _aligned(variant: Variant, network: Anatomy) -> Nearest:
    begins = network.blocks[0].main[:1]
    activated = not (begins and begins[0].role is Role.NORM)
    choices = [variant.architecture, *_dilated(variant.architecture, network)]
    return min(
        (_nearest(variant, choice, network, activated=activated) for choice in choices),
        key=lambda nearest: nearest.distance,
    )


def _dilated(architecture: Architecture, network: Anatomy) -> Sequence[Architecture]:
    """Return the architecture with less stride and more dilation, for a network that dilates."""
    dilates = any((layer.get("dilation") or 1) != 1 for layer in network.layers)
    if not dilates:
        return ()
    return [replace(architecture, output_stride=s) for s in architecture.output_strides[1:]]


def _nearest(
    variant: Variant, architecture: Architecture, network: Anatomy, *, activated: bool
) -> Nearest:
    alignment = align_networks(anatomy_of_plan(architecture, activated=activated), network)
    departures = departures_of(alignment, network)
    return Nearest(
        variant=variant, departures=departures, parameters=alignment.parameters,
        distance=sum(map(_cost, departures)), output_stride=architecture.output_stride,
    )  # fmt: skip


def _cost(departure: Departure) -> float:
    """Weigh a departure; many layers at once, or another gate altogether, weigh more."""
    cost = COSTS.get(departure.kind, 1.0)
    match departure:
        case Departure(kind=DepartureKind.STAGES):
            return cost * len(departure.places)
        case Departure(kind=DepartureKind.MISSING | DepartureKind.ADDITIONAL, layers=layers):
            return cost + max(0, layers - USUAL_LAYERS) / USUAL_LAYERS
        case Departure(kind=DepartureKind.SETTING, expected=str(), found=str()):
            return OTHER_GATE
    return cost
