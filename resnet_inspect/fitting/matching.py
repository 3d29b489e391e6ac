"""One side's layers to the other's by what they are and their order, whatever they are called.

A convolution and its normalization belong together; of equal ones the first goes to the first, and
those on a shortcut to those on a shortcut. Names tell only what is a shortcut.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from resnet_inspect.fitting.layers import COUNTER, STATISTICS, Layer, LayerKind
from resnet_inspect.graph.tensor import TensorSpec

SHORTCUT = re.compile(
    r"(down_?sample|shortcut|skip|idpath|identity|residual|proj|branch1(?!\d)|match|"
    r"(?<=_)0_(conv|bn)$)",
    re.IGNORECASE,
)
"""How shortcuts are called."""

Key = tuple[object, ...]
Specs = Mapping[str, TensorSpec]


def matched(source: Sequence[Layer], target: Sequence[Layer]) -> dict[str, str]:
    """Return the target's tensor names by the source's, for all layers that have a counterpart.

    Of what is left over, layers of equal shape are matched where both sides have as many, and a
    last one of a kind with the other side's: a first convolution or a classifier of another shape.
    """
    pairs = list(_zipped(_by_key(source), _by_key(target)))
    for key in (_of_shape, _of_kind):
        left = [
            _grouped([one for one in side if one.path not in taken], key)
            for side, taken in zip((source, target), _paths(pairs), strict=True)
        ]
        equal = {key for key, found in left[0].items() if len(found) == len(left[1].get(key, ()))}
        if key is _of_kind:
            equal = {one for one in equal if len(left[0][one]) == 1}
        pairs += _zipped({one: left[0][one] for one in equal}, left[1])
    return {
        ours.names[leaf]: theirs.names[leaf]
        for ours, theirs in pairs
        for leaf in ours.names
        if leaf in theirs.names
    }


Groups = Mapping[Key, Sequence[Layer]]


def _zipped(source: Groups, target: Groups) -> Iterator[tuple[Layer, Layer]]:
    for key, layers in source.items():
        yield from zip(layers, target.get(key, ()), strict=False)


def _paths(pairs: Sequence[tuple[Layer, Layer]]) -> tuple[set[str], set[str]]:
    return {ours.path for ours, _ in pairs}, {theirs.path for _, theirs in pairs}


def _grouped(layers: Sequence[Layer], key: Callable[[Layer], Key]) -> dict[Key, list[Layer]]:
    groups: dict[Key, list[Layer]] = defaultdict(list)
    for layer in layers:
        groups[key(layer)].append(layer)
    return groups


def _of_shape(layer: Layer) -> Key:
    return layer.kind, layer.shape, bool(SHORTCUT.search(layer.path))


def _of_kind(layer: Layer) -> Key:
    return (layer.kind,)


def matched_by_order(source: Specs, target: Specs) -> dict[str, str]:
    """Return the target's names by the source's, for names that tell nothing.

    Counters of batches and running statistics may be missing.
    """
    candidates = (
        dict(_in_order(source, target, lacking))
        for lacking in ((), (COUNTER,), (COUNTER, *STATISTICS))
    )  # fmt: skip
    return max(candidates, key=len)


def _in_order(source: Specs, target: Specs, lacking: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    names = list(source), [name for name in target if not (lacking and name.endswith(lacking))]
    shapes = [source[name].shape for name in names[0]], [target[name].shape for name in names[1]]
    for start, other, size in SequenceMatcher(None, *shapes, autojunk=False).get_matching_blocks():
        yield from zip(names[0][start : start + size], names[1][other : other + size], strict=True)


def _by_key(layers: Sequence[Layer]) -> dict[Key, list[Layer]]:
    convolutions = _convolutions_of_norms(layers)
    places: dict[Key, list[Layer]] = defaultdict(list)
    for layer in layers:
        of = convolutions.get(layer.path)
        path = layer.path if of is None else of.path
        key = (
            layer.kind,
            layer.shape,
            bool(SHORTCUT.search(path)),
            None if of is None else of.shape,
        )
        places[key].append(layer)
    return places


def _convolutions_of_norms(layers: Sequence[Layer]) -> Mapping[str, Layer]:
    """Return the convolution that each normalization belongs to, by the normalization's path."""
    by_parent: dict[tuple[str, LayerKind], list[Layer]] = defaultdict(list)
    for layer in layers:
        by_parent[layer.parent, layer.kind].append(layer)
    found: dict[str, Layer] = {}
    for (parent, kind), convolutions in by_parent.items():
        if kind is not LayerKind.CONV:
            continue
        inside = [by_parent.get((one.path, LayerKind.NORM), []) for one in convolutions]
        beside = by_parent.get((parent, LayerKind.NORM), [])
        for number, convolution in enumerate(convolutions):
            norms = inside[number] or (
                beside[number : number + 1] if len(beside) == len(convolutions) else []
            )
            found |= {norm.path: convolution for norm in norms}
    return found
