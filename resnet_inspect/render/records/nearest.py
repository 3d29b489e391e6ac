"""The nearest published network as a record."""

from dataclasses import dataclass

from resnet_inspect.analysis.facts import Departure, Nearest
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureRecord(Record):
    """One departure from the nearest published network."""

    kind: str
    """``stride``, ``missing``, ``operator`` …"""
    text: str
    """In words: ``layer1 strides by 2``."""
    places: tuple[str, ...]
    """How the network calls what departs: ``stem``, ``layer1``, ``layer2.0``."""
    modules: tuple[str, ...]
    """The modules whose layers depart; empty where a layer is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestRecord(Record):
    """The published network that a network is nearest to."""

    name: str
    """The name of the reference: ``resnet50``."""
    title: str
    """What the papers call it: ``ResNet-50 v1.5``."""
    distance: float
    """The departures, weighted; 0 where there are none."""
    departures: tuple[DepartureRecord, ...]
    parameters: dict[str, str]
    """Classes and image channels, where they are others."""


def nearest_of(report: Inspection) -> NearestRecord | None:
    """Return the nearest published network; None where none is near, or the trace is not whole."""
    near = report.facts.nearest if report.complete else None
    return None if near is None else _record(near)


def _record(near: Nearest) -> NearestRecord:
    return NearestRecord(
        name=near.variant.name, title=near.title, distance=near.distance,
        departures=tuple(map(_departure, near.departures)),
        parameters={change.attribute: str(change.found) for change in near.parameters},
    )  # fmt: skip


def _departure(departure: Departure) -> DepartureRecord:
    modules = (module for place in departure.places for module in place.modules)
    return DepartureRecord(
        kind=departure.kind.value, text=departure.text,
        places=tuple(place.name for place in departure.places),
        modules=tuple(dict.fromkeys(modules)),
    )  # fmt: skip
