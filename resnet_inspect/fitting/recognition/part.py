"""The part of a state dict that is a published network: an encoder, a detector's backbone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from resnet_inspect.fitting.layers import LayerKind, layers_of, of_kind
from resnet_inspect.fitting.recognition.anatomy import Anatomy
from resnet_inspect.fitting.recognition.copies import networks_in, without_copies
from resnet_inspect.fitting.recognition.identity import Identity, identify
from resnet_inspect.graph.tensor import TensorSpec
from resnet_inspect.models.architecture import BlockKind

Specs = Mapping[str, TensorSpec]

NAMES = {
    BlockKind.BASIC: "basic blocks", BlockKind.BOTTLENECK: "bottlenecks",
    BlockKind.IMPROVED: "improved basic blocks",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A network, and where it lies."""

    prefix: str
    """What its names begin with; empty where it is all that there is."""
    anatomy: Anatomy
    identity: Identity
    around: tuple[str, ...] = ()
    """Names of what lies around it, apart from a head."""

    @property
    def neighbors(self) -> Mapping[str, int]:
        """What lies around it, by the first part of the names that is not its own: ``decoder``."""
        return Counter(self._neighbor(name.split(".")) for name in self.around)

    def _neighbor(self, parts: list[str]) -> str:
        paths = (".".join(parts[:depth]) for depth in range(1, len(parts)))
        return next((path for path in paths if not self.prefix.startswith(f"{path}.")), parts[-1])


def network_part(specs: Specs) -> Part:
    """Return the part that is exactly a published network, or else everything as one."""
    own = without_copies(specs)
    anatomy = Anatomy.of(own)
    whole = Part("", anatomy, identify(anatomy))
    if whole.identity.exact:
        return whole
    return next((part for part in _parts(own) if part.identity.exact), whole)


def _parts(specs: Specs) -> Iterator[Part]:
    """Yield the parts that read an image, the largest first, and of equal ones the innermost."""
    found = networks_in(specs)
    for prefix in sorted(found, key=lambda one: (found[one], len(one)), reverse=True):
        inside = {name: spec for name, spec in specs.items() if name.startswith(prefix)}
        outside = {name: spec for name, spec in specs.items() if name not in inside}
        if outside:
            yield _part(prefix, inside, outside)


def _part(prefix: str, inside: Specs, outside: Specs) -> Part:
    """Return a part with its head: what lies around it, if no convolution is there."""
    around = layers_of(outside)
    if of_kind(around, LayerKind.CONV):
        anatomy = Anatomy.of(inside)
        return Part(prefix, anatomy, identify(anatomy), tuple(outside))
    anatomy = Anatomy(layers_of(inside), around)
    return Part(prefix, anatomy, identify(anatomy))


def blocks_text(part: Part) -> str:
    """Return the blocks in words: a published network's, or what shapes alone tell."""
    anatomy = part.anatomy
    if part.identity.exact:
        architecture = part.identity.variants[0].architecture
        kind = NAMES[architecture.block]
        groups = f" with {anatomy.cardinality} groups" if anatomy.cardinality > 1 else ""
        return f"{' + '.join(map(str, architecture.blocks))} {kind}{groups}"
    pointwise = any(set(one.shape[2:]) == {1} for one in anatomy.convolutions)
    known = anatomy.depths and pointwise and not anatomy.depthwise
    return anatomy.text if known else "none found"
