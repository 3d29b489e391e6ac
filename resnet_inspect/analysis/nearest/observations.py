"""What departs in each place of an alignment with a reference, before equal things are gathered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import cast

from resnet_inspect.analysis.nearest.departure import DepartureKind, Place
from resnet_inspect.analysis.nearest.layer import Layer, Role, Value
from resnet_inspect.analysis.nearest.pairs import (
    Alignment,
    BlockPair,
    Change,
    LayerPair,
    StagePair,
)

MOST_TITLES = 4
"""Layers that are named where several follow each other."""

WHOLE = "block"
"""What strides, where it is no one layer."""

DEPTHWISE = "depthwise"
"""As many groups as channels, whatever the number."""

KINDS = {
    "kernel": DepartureKind.KERNEL, "stride": DepartureKind.STRIDE, "width": DepartureKind.WIDTH,
    "groups": DepartureKind.GROUPS, "dilation": DepartureKind.DILATION,
    "padding": DepartureKind.PADDING, "bias": DepartureKind.BIAS,
    "operator": DepartureKind.OPERATOR,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that departs in one place."""

    kind: DepartureKind
    what: str
    expected: Value
    found: Value
    place: Place
    layers: int = 1
    """Layers that are missing or additional."""

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same in all places that one departure names."""
        if self.kind is DepartureKind.WIDTH:
            return (self.kind, self.what, self.ratio)
        return (self.kind, self.what, self.expected, self.found)

    @property
    def ratio(self) -> Fraction | None:
        """What was found, divided by what was expected; None for what is no number."""
        if isinstance(self.found, int) and isinstance(self.expected, int) and self.expected:
            return Fraction(int(self.found), int(self.expected))
        return None


def observe(alignment: Alignment) -> Iterator[Observation]:
    """Yield what departs, in order."""
    expected, found = alignment.dimensions
    if expected != found:
        place = Place(part="network", name="the network")
        yield _observation(DepartureKind.DIMENSIONS, "convolutions", expected, found, place)
    yield from _layers(alignment.stem, Place(part="stem", name="stem"))
    for number, pair in enumerate(alignment.stages):
        yield from _stage(pair, number)
    yield from _layers(alignment.head, Place(part="head", name="head"))


# Stages and blocks.


def _stage(pair: StagePair, number: int) -> Iterator[Observation]:
    place = Place(part="stage", stage=number, name=pair.name)
    expected = len(pair.expected.blocks) if pair.expected else None
    found = len(pair.found.blocks) if pair.found else None
    if expected is None or found is None:
        yield _observation(DepartureKind.STAGES, "stage", expected, found, place)
    elif expected != found:
        yield _observation(DepartureKind.DEPTH, "blocks", expected, found, place)
    for block in pair.blocks:
        if not block.same:
            yield from _block(block, place)


def _block(pair: BlockPair, stage: Place) -> Iterator[Observation]:
    name = pair.found.module or f"{stage.name}, block {pair.index + 1}"
    place = replace(stage, blocks=(pair.index,), name=name)
    entry = place if pair.index else replace(place, name=stage.name)
    if _is_another_kind(pair.main):
        yield _main_path(pair, place)
    else:
        yield from _striding(pair, entry)
        yield from _widths(pair.main, place)
        yield from _layers([_without(each, "stride", "width") for each in pair.main], place)
    yield from _layers(pair.after, place)
    if pair.expected.stride == pair.found.stride and not _reshapes(pair):
        yield from _shortcut(pair.shortcut, place)


def _is_another_kind(pairs: Sequence[LayerPair]) -> bool:
    """Tell whether a path has more or fewer convolutions, and other kernels in those it shares."""
    convolutions = [pair for pair in pairs if pair.layer.role is Role.CONVOLUTION]
    kernels = any(change.attribute == "kernel" for pair in convolutions for change in pair.changes)
    return kernels and any(_one_sided(pair) for pair in convolutions)


def _main_path(pair: BlockPair, place: Place) -> Observation:
    """Return that other convolutions are on a main path; widths and strides are theirs."""
    sides = [
        [layer for layer in side if layer is not None and layer.role is Role.CONVOLUTION]
        for side in ([each.expected for each in pair.main], [each.found for each in pair.main])
    ]
    where = _at(place, sides[1])
    return _observation(
        DepartureKind.MAIN_PATH, "main path", _titles(sides[0]), _titles(sides[1]), where
    )


def _widths(pairs: Sequence[LayerPair], place: Place) -> Iterator[Observation]:
    """Yield a block's width, and the one inside of it, where they are others."""
    wide = [pair for pair in pairs if pair.expected and pair.found and pair.layer.get("width")]
    for what, some in (("inner width", wide[:-1]), ("width", wide[-1:])):
        changes = {
            (change.expected, change.found)
            for pair in some
            for change in pair.changes
            if change.attribute == "width"
        }
        for expected, found in sorted(changes, key=repr):
            where = _at(place, [pair.found for pair in some])
            yield _observation(DepartureKind.WIDTH, what, expected, found, where)


def _reshapes(pair: BlockPair) -> bool:
    """Tell whether the block's widths are others, so that its shortcut must be another."""
    return any(
        change.attribute in {"input width", "width"}
        for each in pair.main
        for change in each.changes
    )  # fmt: skip


def _striding(pair: BlockPair, place: Place) -> Iterator[Observation]:
    """Yield that a block strides otherwise, or on other layers; parallel ones stride together."""
    strided = [p for p in pair.main if any(change.attribute == "stride" for change in p.changes)]
    expected, found = pair.expected.stride, pair.found.stride
    if expected != found:
        where = _at(place, [one.found for one in strided])
        yield _observation(DepartureKind.STRIDE, WHOLE, expected, found, where)
        return
    before = _strided([one.expected for one in pair.main])
    now = _strided([one.found for one in pair.main])
    if strided and before and now:
        yield _observation(
            DepartureKind.STRIDE_PLACE, "stride", _titles(before), _titles(now), _at(place, now)
        )


def _titles(layers: Iterable[Layer]) -> str:
    """Name layers that follow each other; the first few of many."""
    titles = list(map(title, layers))
    if len(titles) <= MOST_TITLES:
        return ", ".join(titles)
    shown = titles[: MOST_TITLES - 1]
    return f"{', '.join(shown)} and {len(titles) - len(shown)} more layers"


def _strided(layers: Iterable[Layer | None]) -> list[Layer]:
    return [layer for layer in layers if layer is not None and layer.get("stride") not in {None, 1}]


def _without(pair: LayerPair, *attributes: str) -> LayerPair:
    rest = tuple(change for change in pair.changes if change.attribute not in attributes)
    return LayerPair(pair.expected, pair.found, rest)


def _shortcut(pairs: Sequence[LayerPair], place: Place) -> Iterator[Observation]:
    """Say it once where other layers stand on a shortcut, and layer by layer where the same do.

    A normalization that is there or not is a layer by itself: it is mostly so on all paths.
    """
    apart = [pair for pair in pairs if pair.expected is None or pair.found is None]
    if all(pair.layer.role is Role.NORM for pair in apart):
        yield from _layers(pairs, place)
        return
    sides = [
        ", ".join(title(layer) for layer in side if layer is not None) or "identity"
        for side in ([pair.expected for pair in pairs], [pair.found for pair in pairs])
    ]
    where = _at(place, [pair.found for pair in pairs])
    yield _observation(DepartureKind.SHORTCUT, "shortcut", sides[0], sides[1], where)


# Layers.


def _layers(pairs: Iterable[LayerPair], place: Place) -> Iterator[Observation]:
    for kind, several in groupby(pairs, key=_one_sided):
        run = [pair for pair in several if not pair.same]
        if kind is not None:
            yield _missing_or_additional(kind, run, place)
            continue
        for pair in run:
            yield from _changed(pair, place)


def _one_sided(pair: LayerPair) -> DepartureKind | None:
    if pair.found is None:
        return DepartureKind.MISSING
    return DepartureKind.ADDITIONAL if pair.expected is None else None


def _missing_or_additional(
    kind: DepartureKind, pairs: Sequence[LayerPair], place: Place
) -> Observation:
    """Return one observation of layers that follow each other: a convolution and its norm."""
    names = _titles(pair.layer for pair in pairs)
    where = _at(place, [pair.found for pair in pairs])
    missing = kind is DepartureKind.MISSING
    expected, found = (names, None) if missing else (None, names)
    return replace(_observation(kind, names, expected, found, where), layers=len(pairs))


def _changed(pair: LayerPair, place: Place) -> Iterator[Observation]:
    layer = cast("Layer", pair.expected)
    for change in _told(pair):
        kind = KINDS.get(change.attribute, DepartureKind.SETTING)
        found: Value = change.found
        if kind is DepartureKind.GROUPS and found == pair.layer.get("width"):
            found = DEPTHWISE
        if kind is DepartureKind.KERNEL:
            found = _sides(found, pair.layer)
        what = _what(kind, layer, change.attribute)
        yield _observation(kind, what, change.expected, found, _at(place, [pair.found]))


def _what(kind: DepartureKind, layer: Layer, attribute: str) -> str:
    match kind:
        case DepartureKind.OPERATOR:
            return layer.role
        case DepartureKind.WIDTH | DepartureKind.SETTING:
            return f"{attribute} of the {title(layer)}"
    return title(layer)


def _told(pair: LayerPair) -> Iterator[Change]:
    """Yield the changes that follow from no other.

    The input's width follows from the layer before, the padding from the kernel and the dilation,
    and the settings of another operator say nothing.
    """
    attributes = {change.attribute for change in pair.changes}
    for change in pair.changes:
        follows = change.attribute == "input width" or (
            change.attribute == "padding" and attributes & {"kernel", "dilation"}
        )
        if not follows and ("operator" not in attributes or change.attribute == "operator"):
            yield change


def title(layer: Layer) -> str:
    """Return what a layer is called, without its width: ``3×3 convolution``, ``ReLU``."""
    kernel = layer.get("kernel")
    if layer.role is Role.CONVOLUTION:
        groups = layer.get("groups")
        depthwise = "depthwise " if groups == layer.get("width") != 1 else ""
        return f"{depthwise}{size(_sides(kernel, layer))} convolution"
    if layer.role is Role.POOLING:
        return "global average" if kernel is None else operator_name(layer.op)
    return operator_name(layer.op)


def operator_name(op: str) -> str:
    """Write an operator's name as a sentence does: ``average pooling``, ``batch norm``."""
    name = op.replace("_", " ")
    if "pool" in name:
        return "max pooling" if "max" in name else "average pooling"
    return name


def _sides(kernel: Value, layer: Layer) -> Value:
    """Return all sides of a kernel that is no image's."""
    several = isinstance(kernel, int) and layer.dimensions != 2  # noqa: PLR2004 - an image's
    return (kernel,) * layer.dimensions if several else kernel


def size(kernel: Value) -> str:
    """Write a kernel: ``3×3``, ``1×7``."""
    if isinstance(kernel, tuple):
        return "×".join(map(str, kernel))
    return f"{kernel}×{kernel}"


def _at(place: Place, layers: Sequence[Layer | None]) -> Place:
    found = [layer for layer in layers if layer is not None]
    return replace(
        place,
        modules=tuple(layer.module for layer in found),
        nodes=tuple(layer.node for layer in found if layer.node is not None),
    )


def _observation(
    kind: DepartureKind, what: str, expected: Value, found: Value, place: Place
) -> Observation:
    return Observation(kind=kind, what=what, expected=expected, found=found, place=place)
