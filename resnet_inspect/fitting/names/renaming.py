"""How a checkpoint's names become the network's: a prefix, or another naming altogether."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from resnet_inspect.fitting.layers import COUNTER, layers_of, nameless
from resnet_inspect.fitting.matching import matched, matched_by_order
from resnet_inspect.graph.tensor import TensorSpec

DEEPEST_PREFIX = 4
"""Parts of a name that may come before the network's own."""

Specs = Mapping[str, TensorSpec]


@dataclass(frozen=True, slots=True)
class Renaming:
    """The network's names by the checkpoint's, for tensors that have one."""

    names: Mapping[str, str]
    dropped: str = ""
    """A prefix of the checkpoint's names: ``module.``."""
    added: str = ""
    """A prefix of the network's: ``backbone.``."""
    scheme: bool = False
    """Whether names are matched by structure."""
    ordered: bool = False
    """Whether the checkpoint's names tell nothing, and tensors are matched by order and shape."""

    @property
    def changes(self) -> bool:
        """Whether any name becomes another."""
        return any(old != new for old, new in self.names.items())

    def fitting(self, source: Specs, target: Specs) -> int:
        """Return how many tensors have the right shape where they go."""
        return sum(source[old].shape == target[new].shape for old, new in self.names.items())


def find_renaming(source: Specs, target: Specs) -> Renaming:
    """Return the simplest renaming that fits most tensors."""
    candidates = [_with_prefix(source, target, "", "")]
    candidates += [_with_prefix(source, target, *one) for one in _prefixes(source, target)]
    by_name = max(candidates, key=lambda one: one.fitting(source, target))
    if by_name.fitting(source, target) == _countable(target):
        return by_name
    if nameless(source):
        return Renaming(matched_by_order(source, target), scheme=True, ordered=True)
    by_structure = Renaming(matched(layers_of(source), layers_of(target)), scheme=True)
    gain = by_structure.fitting(source, target) - by_name.fitting(source, target)
    return by_structure if gain > len(target) // 10 else by_name


def _countable(target: Specs) -> int:
    return sum(not name.endswith(COUNTER) for name in target)


def _with_prefix(source: Specs, target: Specs, dropped: str, added: str) -> Renaming:
    names = {
        name: new
        for name in source
        if name.startswith(dropped) and (new := added + name.removeprefix(dropped)) in target
    }
    return Renaming(names, dropped, added)


def _prefixes(source: Specs, target: Specs) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that most names agree on: what the one side has and the other has not."""
    tails = {tail: head for name in target for head, tail in _splits(name)}
    votes = Counter(
        (head, tails[tail])
        for name, spec in source.items()
        for head, tail in _splits(name)
        if tail in tails and target[tails[tail] + tail].shape == spec.shape
    )
    yield from (one for one, _ in votes.most_common(5))


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """Yield heads and tails of a name: ``("", "a.b.c"), ("a.", "b.c")``; a tail is a layer's."""
    parts = name.split(".")
    for cut in range(min(len(parts) - 1, DEEPEST_PREFIX + 1)):
        yield "".join(f"{part}." for part in parts[:cut]), ".".join(parts[cut:])
