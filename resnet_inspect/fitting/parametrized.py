"""Weights that a network computes from others whenever it runs: spectral and weight norm, pruning.

The file then holds what they are computed from, under names of its own.
"""

from collections.abc import Iterable

ORIGINALS = (
    "weight_orig", "parametrizations.weight.original", "parametrizations.weight.original1",
)  # fmt: skip
"""What stands in a weight's place, and has its shape."""

DIRECTION, LENGTH = "weight_v", "weight_g"
"""Of weight normalization, as it was written at first."""

SIGNS = (
    ("weight normalization", ("weight_g", "parametrizations.weight.original0")),
    ("spectral normalization", ("weight_u", "parametrizations.weight.0._u")),
    ("pruning", ("weight_mask",)),
    ("a parametrization", ORIGINALS),
)
"""Endings of names that tell what a weight is computed by, the most special first."""


def computed_by(names: Iterable[str]) -> str:
    """Return what computes weights of these names, empty where they are as they are.

    Example:
        >>> computed_by(["fc.weight_g", "fc.weight_v"]), computed_by(["fc.weight"])
        ('weight normalization', '')
    """
    held = list(names)
    for kind, endings in SIGNS:
        if any(name.endswith(endings) for name in held):
            return kind
    return ""


def with_weight(group: dict[str, str]) -> dict[str, str]:
    """Return a layer's names, by what they are, with what stands in its weight's place."""
    places = (*ORIGINALS, DIRECTION) if LENGTH in group else ORIGINALS
    found = next((place for place in places if place in group), None)
    if found is None or "weight" in group:
        return group
    return {"weight" if leaf == found else leaf: name for leaf, name in group.items()}
