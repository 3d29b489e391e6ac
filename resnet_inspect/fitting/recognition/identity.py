"""Which published variant's weights these are, and where they differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect import units
from resnet_inspect.fitting.recognition.anatomy import Anatomy, shapes
from resnet_inspect.fitting.recognition.published import Published, distance, published, titles
from resnet_inspect.models.variants import Variant

NEAR = 0.1
"""Of the convolutions may differ where a variant is still called near."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The variants whose weights have these shapes, or nearly."""

    variants: tuple[Variant, ...] = ()
    """More than one where weights do not tell them apart; none where nothing published is near."""
    departures: tuple[str, ...] = ()
    """What differs, in words; the number of classes and of image channels is none."""
    classes: int | None = None
    image_channels: int | None = None
    reads: int | None = None
    """Numbers that the head reads."""

    @property
    def pools_twice(self) -> bool:
        """Whether a head reads the averages and the maxima of the last map: fastai's does."""
        return bool(self.variants) and self.reads == 2 * self.variants[0].architecture.features

    @property
    def embeds(self) -> bool:
        """Whether what comes out is an embedding, not classes."""
        return bool(self.variants) and self.variants[0].architecture.positions > 1

    @property
    def exact(self) -> bool:
        """Whether nothing differs."""
        return bool(self.variants) and not self.departures

    @property
    def title(self) -> str:
        """The variants' names: ``ResNet-50 v1.5 or ResNet-50 v1``."""
        return titles(self.variants)


def identify(anatomy: Anatomy) -> Identity:
    """Find the published variants that are nearest by the shapes of their weights."""
    reads = anatomy.head_layers[0].shape[1] if anatomy.head_layers else None
    sides = (anatomy.classes, anatomy.image_channels, reads)
    if anatomy.stem is None:
        return Identity((), (), *sides)
    found = shapes([one for one in anatomy.convolutions if one is not anatomy.stem])
    ranked = [(_rank(anatomy, one, distance(found, one.convolutions)), one) for one in published()]
    best = min(rank for rank, _ in ranked)
    nearest = [one for rank, one in ranked if rank == best]
    if best[0] > max(2, NEAR * len(anatomy.convolutions)):
        return Identity((), (), *sides)
    variants = tuple(one.variant for one in nearest)
    return Identity(variants, tuple(_departures(anatomy, nearest[0], best[0])), *sides)


def _rank(anatomy: Anatomy, one: Published, far: int) -> tuple[int, ...]:
    stem = anatomy.stem
    return (
        far,
        stem is not None and _kernel(stem.shape) != _kernel(one.stem),
        abs(anatomy.gates - one.gates) + abs(anatomy.channel_gates - one.channel_gates),
        not anatomy.bare and abs(len(anatomy.norms) - one.norms),
        not anatomy.bare and anatomy.keeps_statistics != one.statistics,
    )


def _kernel(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Leave the image's channels out."""
    return (shape[0], *shape[2:])


def _departures(anatomy: Anatomy, one: Published, far: int) -> Iterator[str]:
    stem = anatomy.stem
    if far:
        yield f"{units.plural(far, 'convolution')} of other shapes"
    if stem is not None and _kernel(stem.shape) != _kernel(one.stem):
        yield f"the stem's first convolution is {_text(stem.shape)}, there {_text(one.stem)}"
    if anatomy.gates != one.gates:
        yield f"{units.plural(anatomy.gates, 'gate')}, there {one.gates}"
    if anatomy.channel_gates != one.channel_gates:
        yield f"{units.plural(anatomy.channel_gates, 'ECA gate')}, there {one.channel_gates}"
    if anatomy.bare:
        yield "no normalizations: folded into the convolutions, which have a bias each"
    elif len(anatomy.norms) != one.norms:
        yield f"{units.plural(len(anatomy.norms), 'normalization')}, there {one.norms}"
    elif anatomy.keeps_statistics != one.statistics:
        yield "no running statistics" if one.statistics else "running statistics"


def _text(shape: tuple[int, ...]) -> str:
    """Write a kernel: ``7×7, 3→64``."""
    return f"{units.dimensions(shape[2:])}, {shape[1]}→{shape[0]}"
