"""Whether a checkpoint's weights fit a network, and if not, why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import takewhile

from resnet_inspect.checkpoints.checkpoint import QUANTIZED
from resnet_inspect.fitting.layers import COUNTER, STATISTICS, is_transposed, split_name
from resnet_inspect.fitting.names.renaming import Renaming, Specs, find_renaming
from resnet_inspect.fitting.parametrized import computed_by
from resnet_inspect.fitting.recognition.anatomy import Anatomy
from resnet_inspect.fitting.recognition.copies import copies_in
from resnet_inspect.fitting.recognition.part import Part, network_part


class Verdict(StrEnum):
    """The answer."""

    FITS = "fits"
    FITS_AFTER = "fits after changes"
    DOES_NOT_FIT = "does not fit"


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A checkpoint's weights beside those that a network asks for."""

    source: Specs
    """The checkpoint's, by name."""
    target: Specs
    """The network's, by name."""
    renaming: Renaming

    @cached_property
    def parts(self) -> tuple[Part, Part]:
        """What of both is a network."""
        return network_part(self.source), network_part(self.target)

    @property
    def sides(self) -> tuple[Anatomy, Anatomy]:
        """What both are, by their shapes."""
        theirs, ours = self.parts
        return theirs.anatomy, ours.anatomy

    @cached_property
    def computed_by(self) -> str:
        """What computes weights of the file that the network has as they are; mostly empty."""
        return "" if computed_by(self.target) else computed_by(self.source)

    @cached_property
    def copies(self) -> Mapping[str, int]:
        """Further copies of the network in the checkpoint, and their numbers of tensors."""
        return {
            prefix: sum(name.startswith(prefix) for name in self.source)
            for prefix in copies_in(self.source)
        }

    @cached_property
    def quantized(self) -> tuple[str, ...]:
        """Number types of small integers in the file that stand for the network's real numbers."""
        types = {
            self.source[old].dtype for new, old in self.old_names.items()
            if "float" in self.target[new].dtype
        }  # fmt: skip
        return tuple(sorted(QUANTIZED & types))

    @cached_property
    def transposed(self) -> bool:
        """Whether the file's kernels lie as TensorFlow and Flax have them."""
        return is_transposed(self.source) and not is_transposed(self.target)

    @property
    def lacks_statistics_only(self) -> bool:
        """Whether all that the file lacks are running statistics: parameters alone were saved."""
        return bool(self.needed) and all(name.endswith(STATISTICS) for name in self.needed)

    @cached_property
    def old_names(self) -> Mapping[str, str]:
        """The checkpoint's names by the network's."""
        return {new: old for old, new in self.renaming.names.items()}

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The network's tensors that have a counterpart of the same shape."""
        return tuple(
            new for new, old in self.old_names.items()
            if self.source[old].shape == self.target[new].shape
        )  # fmt: skip

    @cached_property
    def reshaped(self) -> tuple[str, ...]:
        """The network's tensors whose counterpart has another shape."""
        return tuple(new for new in self.old_names if new not in set(self.filled))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The network's tensors without a counterpart; counters of batches start anew."""
        return tuple(
            name for name in self.target
            if name not in self.old_names and not name.endswith(COUNTER)
        )  # fmt: skip

    @cached_property
    def unused(self) -> tuple[str, ...]:
        """The checkpoint's tensors that the network has no place for, without counters."""
        return tuple(
            name for name in self.source
            if name not in self.renaming.names and not name.endswith(COUNTER)
            and not name.startswith(tuple(self.copies))
        )  # fmt: skip

    @cached_property
    def head(self) -> frozenset[str]:
        """Names of the network's classifier."""
        head = self.sides[1].head
        return frozenset(head.names.values()) if head else frozenset()

    @property
    def heads_alike(self) -> bool:
        """Whether layers matched by structure have heads of as many layers."""
        theirs, ours = (len(side.head_layers) for side in self.sides)
        return not self.renaming.scheme or 0 in (theirs, ours) or theirs == ours

    @cached_property
    def image_channels(self) -> tuple[int, int] | None:
        """Channels of the image there and here, where they alone differ in the first layer."""
        theirs, ours = (side.stem for side in self.sides)
        if theirs is None or ours is None or ours.names["weight"] not in self.reshaped:
            return None
        same = (theirs.shape[0], *theirs.shape[2:]) == (ours.shape[0], *ours.shape[2:])
        channels = theirs.shape[1], ours.shape[1]
        return channels if same and channels[0] != channels[1] else None

    @cached_property
    def left_to_chance(self) -> tuple[str, ...]:
        """The network's tensors that the weights would not fill, the head's included."""
        adapted = self.sides[1].stem if self.adapts_channels else None
        stem = adapted.names["weight"] if adapted else ""
        return tuple(name for name in (*self.missing, *self.reshaped) if name != stem)

    @property
    def adapts_channels(self) -> bool:
        """Whether the first layer can be made to read images of other channels."""
        return self.image_channels is not None and 1 in self.image_channels

    @cached_property
    def unused_in_body(self) -> tuple[str, ...]:
        """Unused tensors beside used ones in a stage: the file's network does more there."""
        used = [old for new, old in self.old_names.items() if new not in self.head]
        return tuple(_beside(self.unused, used))

    @cached_property
    def unused_of_layers(self) -> Mapping[str, str]:
        """Unused tensors of layers that have a counterpart, by the names they would have there."""
        layers = {split_name(old)[0]: split_name(new)[0] for new, old in self.old_names.items()}
        return {
            f"{layers[path]}.{leaf}": name
            for name in self.unused_in_body
            for path, leaf in [split_name(name)] if path in layers
        }  # fmt: skip

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Tensors left to chance without which the network is another: its head is none of them.

        Around the whole of a published network, further parts may be new: a detector's, say.
        """
        lacking = [name for name in self.left_to_chance if name not in self.head]
        if not self.parts[0].identity.variants:
            return tuple(lacking)
        body = [name for name in self.filled if name not in self.head]
        stem = self.sides[1].stem
        first = stem.names.values() if stem else ()
        needed = {*self.reshaped, *_beside(lacking, body), *first}
        return tuple(name for name in lacking if name in needed)

    @cached_property
    def verdict(self) -> Verdict:
        """The answer: only a head may be left to chance, and only what is no block left out."""
        other_numbers = self.quantized or self.computed_by
        if not self.filled or other_numbers or self.unused_in_body or self.needed:
            return Verdict.DOES_NOT_FIT
        changed = self.renaming.changes or self.left_to_chance or self.unused or self.reshaped
        return Verdict.FITS_AFTER if changed else Verdict.FITS


def _beside(names: Iterable[str], used: list[str]) -> Iterator[str]:
    """Yield the names that lie in a stage, or a stem, of which others are used."""
    depth = shared_depth([name.split(".")[:-1] for name in used]) + 1
    stages = {tuple(name.split(".")[:depth]) for name in used}
    yield from (name for name in names if tuple(name.split(".")[:depth]) in stages)


def shared_depth(paths: list[list[str]]) -> int:
    """Return how many parts all paths begin with."""
    return sum(1 for _ in takewhile(lambda parts: len(set(parts)) == 1, zip(*paths, strict=False)))


def fit_of(source: Specs, target: Specs) -> Fit:
    """Compare a checkpoint's weights with those that a network asks for."""
    fit = Fit(source=source, target=target, renaming=find_renaming(source, target))
    return fit if fit.heads_alike else replace(fit, renaming=_without_head(fit))


def _without_head(fit: Fit) -> Renaming:
    """Return the renaming without the classifier: behind other layers it reads other features."""
    kept = {old: new for old, new in fit.renaming.names.items() if new not in fit.head}
    return replace(fit.renaming, names=kept)
