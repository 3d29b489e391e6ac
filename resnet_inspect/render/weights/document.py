"""What is in a checkpoint, and whether it fits, as plain data for JSON."""

from typing import Any

from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.weights import Weights


def document(weights: Weights) -> dict[str, Any]:
    """Return all that is known as plain data."""
    held, identity = weights.checkpoint, weights.identity
    return {
        "file": held.path, "container": str(held.container), "bytes": held.bytes,
        "keys": list(held.keys), "numbers": held.numbers, "dtypes": list(held.dtypes),
        "variants": [variant.name for variant in identity.variants],
        "departures": list(identity.departures),
        "classes": identity.classes, "image_channels": identity.image_channels,
        "blocks": list(weights.anatomy.depths.values()), "naming": weights.naming,
        "others": {other.name: other.text for other in held.others}, "refused": list(held.asked),
        "tensors": {
            name: {"shape": list(spec.shape), "dtype": spec.dtype}
            for name, spec in held.specs.items()
        },
        "fit": _fit(weights),
    }  # fmt: skip


def _fit(weights: Weights) -> dict[str, Any] | None:
    fit = weights.fit
    if fit is None:
        return None
    return {
        "target": weights.target, "verdict": str(fit.verdict), "causes": list(causes(fit)),
        "filled": len(fit.filled), "of": len(fit.target), "missing": list(fit.missing),
        "reshaped": list(fit.reshaped), "unused": list(fit.unused),
        "renamed": {old: new for old, new in fit.renaming.names.items() if old != new},
        "code": None if weights.code is None else str(weights.code),
        "tried": weights.tried == "",
    }  # fmt: skip
