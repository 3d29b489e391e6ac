"""Aligning the layers of two paths."""

from collections.abc import Iterator

from resnet_inspect.analysis.comparison.sequences import aligned
from resnet_inspect.analysis.nearest.layer import Layer, Layers
from resnet_inspect.analysis.nearest.pairs import Change, LayerPair


def align_layers(expected: Layers, found: Layers) -> tuple[LayerPair, ...]:
    """Return the pairs of two paths, in order: equal layers first, then those of one role."""
    if expected == found:
        return tuple(LayerPair(one, other) for one, other in zip(expected, found, strict=True))
    pairs = aligned(expected, found, (_itself, _itself), (_shape, _shape), (_role, _role))
    return tuple(LayerPair(one, other, tuple(_changes(one, other))) for one, other in pairs)


def _itself(layer: Layer) -> object:
    return layer


def _shape(layer: Layer) -> object:
    """Return what tells a 1×1 convolution from a 3×3, and one activation from another."""
    return layer.role, layer.op, layer.get("kernel")


def _role(layer: Layer) -> object:
    return layer.role


def _changes(expected: Layer | None, found: Layer | None) -> Iterator[Change]:
    """Yield what differs."""
    if expected is None or found is None:
        return
    if expected.op != found.op:
        yield Change("operator", expected.op, found.op)
    for (name, value), (_, other) in zip(expected.settings, found.settings, strict=False):
        if value != other:
            yield Change(name, value, other)
    if any(not pair.same for pair in align_layers(expected.inner, found.inner)):
        yield Change("layers", _names(expected.inner), _names(found.inner))


def _names(layers: Layers) -> str:
    return ", ".join(
        f"{layer.op} {width}" if (width := layer.get("width")) else layer.op for layer in layers
    )
