"""Departures in words: ``layer1 strides by 2``, ``no max pooling``."""

from collections.abc import Sequence

from resnet_inspect.analysis.nearest.departure import DepartureKind, Place
from resnet_inspect.analysis.nearest.layer import Value
from resnet_inspect.analysis.nearest.observations import DEPTHWISE, WHOLE, operator_name, size

SENTENCES = {
    DepartureKind.DIMENSIONS: "{found}-D, not {expected}-D",
    DepartureKind.DEPTH: "{where} {has} {blocks}, not {expected}",
    DepartureKind.STRIDE_PLACE: "{where} {strides} on the {found}, not the {expected}",
    DepartureKind.MISSING: "no {what} in {where}",
    DepartureKind.ADDITIONAL: "additional {what} in {where}",
    DepartureKind.SHORTCUT: "{found} as the shortcut of {where}, not {expected}",
    DepartureKind.MAIN_PATH: "{found} on the main path of {where}, not {expected}",
    DepartureKind.OPERATOR: "{found} in place of {expected} in {where}",
    DepartureKind.KERNEL: "{new_size} in place of {what} in {where}",
    DepartureKind.WIDTH: "the {what} of {where} is {found}, not {expected}",
    DepartureKind.SETTING: "the {what} in {where} are {found}, not {expected}",
}
OTHERWISE = "{kind} {found}, not {expected}, in the {what} of {where}"


def departure_text(
    kind: DepartureKind, what: str, expected: Value, found: Value, places: Sequence[Place]
) -> str:
    """Say what departs and where."""
    many = len(places) > 1
    return _sentence(kind, what, expected, found).format(
        where=_listed([_name(place) for place in places]),
        has="have" if many else "has", does="do" if many else "does",
        strides="stride" if many else "strides",
        blocks=f"{found} block{'' if found == 1 else 's'}",
        kind=kind, what=what, expected=_plain(expected, kind), found=_plain(found, kind),
        new_size=size(found),
    ).removesuffix(" in the stem" if kind is DepartureKind.MISSING else "")  # fmt: skip


def _sentence(kind: DepartureKind, what: str, expected: Value, found: Value) -> str:
    """Choose the sentence where one kind has several."""
    match kind:
        case DepartureKind.STAGES:
            return "no {where}" if found is None else "a further stage, {where}"
        case DepartureKind.STRIDE:
            return _stride_sentence(what, found)
        case DepartureKind.WIDTH if expected == 1:
            return "the {what} of {where} times {found}"
        case DepartureKind.GROUPS if found == DEPTHWISE:
            return "the {what} of {where} is depthwise"
        case DepartureKind.BIAS:
            return f"{'a' if found else 'no'} bias in the {{what}} of {{where}}"
    return SENTENCES.get(kind, OTHERWISE)


def _stride_sentence(what: str, found: Value) -> str:
    if what != WHOLE:
        return "the {what} of {where} strides by {found}"
    return "{where} {does} not stride" if found == 1 else "{where} {strides} by {found}"


def _name(place: Place) -> str:
    return f"the {place.name}" if place.part in {"stem", "head"} else place.name


def _listed(names: Sequence[str]) -> str:
    """Write names as a sentence does: ``layer1, layer2 and layer3``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _plain(value: Value, kind: DepartureKind) -> str:
    if kind is DepartureKind.OPERATOR:
        return operator_name(str(value))
    return f"{value:.3g}" if isinstance(value, float) else str(value).replace("_", " ")
