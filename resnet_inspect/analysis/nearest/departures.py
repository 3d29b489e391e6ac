"""The departures from a reference: what is the same in several places is one departure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from resnet_inspect.analysis.nearest.anatomy import Anatomy
from resnet_inspect.analysis.nearest.departure import Departure, DepartureKind, Place
from resnet_inspect.analysis.nearest.layer import Role
from resnet_inspect.analysis.nearest.observations import Observation, observe
from resnet_inspect.analysis.nearest.pairs import Alignment
from resnet_inspect.analysis.nearest.wording import departure_text

MOST_NAMES = 2
"""More blocks than this are counted, not named."""

EVERY = "every stage"

NETWORK = Place(part="network", name="the network")


def departures_of(alignment: Alignment, network: Anatomy) -> tuple[Departure, ...]:
    """Return the departures, in the order in which they are met."""
    scale = _scale(alignment)
    groups: dict[tuple[object, ...], list[Observation]] = {}
    for seen in observe(alignment):
        if scale is None or seen.kind is not DepartureKind.WIDTH:
            groups.setdefault(seen.key, []).append(seen)
    gathered = [_departure(group, network) for group in groups.values()]
    return (*_depths(gathered), *([_scaled(scale)] if scale else []), *_others(gathered))


def _departure(group: Sequence[Observation], network: Anatomy) -> Departure:
    first = group[0]
    places = tuple(_merged([seen.place for seen in group], network))
    sides = first.expected, first.found
    if len({(seen.expected, seen.found) for seen in group}) > 1 and first.ratio is not None:
        sides = 1, float(first.ratio)
    return Departure(
        kind=first.kind, what=first.what, expected=sides[0], found=sides[1], places=places,
        layers=first.layers,
        text=departure_text(first.kind, first.what, *sides, places),
    )  # fmt: skip


# Places.


def _merged(places: Sequence[Place], network: Anatomy) -> Iterator[Place]:
    """Yield the places stage by stage; the whole network where every block is meant."""
    by_stage: dict[int, list[Place]] = {}
    for place in places:
        if place.stage is not None:
            by_stage.setdefault(place.stage, []).append(place)
    stages = [_stage(stage, of_stage, network) for stage, of_stage in by_stage.items()]
    whole = [place for place in stages if not place.blocks]
    yield from _ends(places, "network")
    yield from _ends(places, "stem")
    if len(whole) == len(network.stages) > 1:
        everywhere = [place for place in places if place.part == "stage"]
        yield replace(_joined(everywhere, name=EVERY, blocks=()), part="network", stage=None)
    else:
        yield from stages
    yield from _ends(places, "head")


def _ends(places: Sequence[Place], part: str) -> Iterator[Place]:
    found = [place for place in places if place.part == part]
    if found:
        yield _joined(found, name=part, blocks=())


def _stage(stage: int, places: Sequence[Place], network: Anatomy) -> Place:
    blocks = tuple(dict.fromkeys(block for place in places for block in place.blocks))
    count = len(network.stages[stage].blocks) if stage < len(network.stages) else 0
    if len(blocks) == count:
        return _joined(places, name=network.stages[stage].name if count else "", blocks=())
    names = list(dict.fromkeys(place.name for place in places))
    if len(names) > MOST_NAMES:
        names = [f"{len(blocks)} blocks of {network.stages[stage].name}"]
    return _joined(places, name=" and ".join(names), blocks=blocks)


def _joined(places: Sequence[Place], *, name: str, blocks: tuple[int, ...]) -> Place:
    return replace(
        places[0], blocks=blocks, name=name or places[0].name,
        modules=tuple(dict.fromkeys(module for place in places for module in place.modules)),
        nodes=tuple(node for place in places for node in place.nodes),
    )  # fmt: skip


# Widths and depths are told once for the network.


def _scale(alignment: Alignment) -> Fraction | None:
    """Return the ratio of all widths, where it is one and not 1."""
    ratios = {
        Fraction(int(after), int(before))
        for pair in alignment.layers
        if pair.expected and pair.found and pair.layer.role is Role.CONVOLUTION
        if isinstance(before := pair.expected.get("width"), int)
        and isinstance(after := pair.found.get("width"), int)
    }
    return next(iter(ratios)) if len(ratios) == 1 and ratios != {Fraction(1)} else None


def _scaled(scale: Fraction) -> Departure:
    return Departure(
        kind=DepartureKind.WIDTH, what="width", expected=1, found=float(scale), places=(NETWORK,),
        text=f"{float(scale):.3g} times as wide",
    )  # fmt: skip


def _depths(departures: Sequence[Departure]) -> Iterator[Departure]:
    yield from (d for d in departures if d.kind in {DepartureKind.DEPTH, DepartureKind.STAGES})


def _others(departures: Sequence[Departure]) -> Iterator[Departure]:
    yield from (d for d in departures if d.kind not in {DepartureKind.DEPTH, DepartureKind.STAGES})
