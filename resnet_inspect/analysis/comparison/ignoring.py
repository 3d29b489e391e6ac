"""A comparison without what the user does not want to hear of."""

from collections.abc import Collection
from dataclasses import replace

from resnet_inspect.analysis.comparison.result import (
    BlockPair,
    Change,
    Comparison,
    LayerPair,
    PartPair,
)
from resnet_inspect.errors import UnknownChoiceError

PARTS = ("stem", "head")
NAMES = "names"
RETURNS = "returns"
SETTINGS = (
    "activation", "bias", "block", "classes", "counts padding", "dilation", "epsilon", "groups",
    "image channels", "input width", "join", "kernel", "norm", "number", "over", "padding",
    "pooling", "rate", "reads", "rounds up", "scale", "scale and shift", "shortcut", "slope",
    "statistics", "stride", "to", "width",
)  # fmt: skip
"""Settings of layers and blocks, as changes name them."""


def ignoring(comparison: Comparison, ignored: Collection[str]) -> Comparison:
    """Return the comparison without changes of the settings and parts named.

    Raises:
        UsageError: A word names neither.
    """
    for word in ignored:
        if word not in {NAMES, RETURNS, *PARTS, *SETTINGS}:
            known = (NAMES, RETURNS, *PARTS, *SETTINGS)
            raise UnknownChoiceError("kind of difference", word, known)
    parts = tuple(_part(part, ignored) for part in comparison.parts if part.name not in ignored)
    renames = () if NAMES in ignored else comparison.renames
    returns = None if RETURNS in ignored else comparison.returns
    return Comparison(parts=parts, renames=renames, returns=returns)


def _part(part: PartPair, ignored: Collection[str]) -> PartPair:
    return replace(
        part,
        layers=tuple(_layer(layer, ignored) for layer in part.layers),
        blocks=tuple(_block(block, ignored) for block in part.blocks),
    )


def _block(block: BlockPair, ignored: Collection[str]) -> BlockPair:
    layers = tuple(_layer(layer, ignored) for layer in block.layers)
    return replace(block, layers=layers, changes=_kept(block.changes, ignored))


def _layer(layer: LayerPair, ignored: Collection[str]) -> LayerPair:
    return replace(layer, changes=_kept(layer.changes, ignored))


def _kept(changes: tuple[Change, ...], ignored: Collection[str]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.attribute not in ignored)
