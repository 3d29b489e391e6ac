"""Several copies of one network in a state dict: an average, a momentum encoder, a teacher."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from resnet_inspect.graph.tensor import TensorSpec

MATRIX = 2
"""Dimensions of a linear layer's weight; a kernel has more."""
MOST_CHANNELS = 4
"""Of an image: a network has a kernel that reads one, a stage of it has none."""
DEEPEST = 4
"""Parts of a name that may come before a network's own."""
LEAST = 8
"""Kernels of the smallest network."""
SHARED = 0.9
"""Of the kernels of one copy, which the other has under the same names."""
SECOND = ("ema", "averag", "shadow", "momentum", "encoder_k", "key", "target", "teacher")
"""What the second of two copies is called."""

Kernels = frozenset[tuple[str, tuple[int, ...]]]


def copies_in(specs: Mapping[str, TensorSpec]) -> tuple[str, ...]:
    """Return the prefixes of what is a further copy of another part of a state dict.

    Example:
        >>> names = [f"{part}.conv{n}.weight" for part in ("model", "ema") for n in range(9)]
        >>> copies_in({name: TensorSpec((8, 8, 3, 3)) for name in names})
        ('ema.',)
    """
    parts = {prefix: kernels for prefix, kernels in _parts(specs) if len(kernels) >= LEAST}
    found: list[str] = []
    for one, other in combinations(parts, 2):
        apart = not one.startswith(other) and not other.startswith(one)
        if apart and _alike(parts[one], parts[other]):
            second = max(one, other, key=lambda prefix: (_is_second(prefix), prefix == other))
            found.append(second)
    return tuple(one for one in dict.fromkeys(found) if not _inside_another(one, found))


def networks_in(specs: Mapping[str, TensorSpec]) -> dict[str, int]:
    """Return the prefixes of parts that read an image, each with its number of kernels."""
    return {prefix: len(kernels) for prefix, kernels in _parts(specs) if len(kernels) >= LEAST}


def without_copies(specs: Mapping[str, TensorSpec]) -> dict[str, TensorSpec]:
    """Return a state dict with one copy of its network."""
    copies = copies_in(specs)
    return {name: spec for name, spec in specs.items() if not name.startswith(copies)}


def _parts(specs: Mapping[str, TensorSpec]) -> Iterator[tuple[str, Kernels]]:
    """Yield each prefix of a whole network with the kernels behind it."""
    kernels: dict[str, set[tuple[str, tuple[int, ...]]]] = defaultdict(set)
    for name, spec in specs.items():
        parts = name.split(".")
        if len(spec.shape) > MATRIX:
            for cut in range(1, min(len(parts), DEEPEST + 1)):
                prefix = "".join(f"{part}." for part in parts[:cut])
                kernels[prefix].add((name.removeprefix(prefix), spec.shape))
    for prefix, found in kernels.items():
        if any(shape[1] <= MOST_CHANNELS for _, shape in found):
            yield prefix, frozenset(found)


def _alike(one: Kernels, other: Kernels) -> bool:
    """Tell whether two parts are one network: a stage of it is not like the next."""
    return len(one & other) >= SHARED * max(len(one), len(other))


def _is_second(prefix: str) -> bool:
    return any(word in prefix.lower() for word in SECOND)


def _inside_another(prefix: str, prefixes: list[str]) -> bool:
    return any(prefix != other and prefix.startswith(other) for other in prefixes)
