"""What shapes alone tell of a ResNet: its blocks, widths, groups, gates, stem and head.

Nothing is read off names, so that any naming gives the same answer. Strides, dilation and
activations leave no trace in shapes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.fitting.layers import MATRIX, Layer, LayerKind, layers_of, of_kind
from resnet_inspect.graph.tensor import TensorSpec

MOST_IMAGE_CHANNELS = 16
BOTTLENECK_SHARE = 1.4
"""1×1 convolutions for each larger one: 2 in a bottleneck, 0.5 at most in a basic block."""


@dataclass(frozen=True)
class Anatomy:
    """The layers of one side, counted."""

    layers: tuple[Layer, ...]
    around: tuple[Layer, ...] = ()
    """A head that lies apart from them."""

    @classmethod
    def of(cls, specs: Mapping[str, TensorSpec]) -> "Anatomy":
        """Return the anatomy of a state dict."""
        return cls(layers_of(specs))

    @cached_property
    def convolutions(self) -> tuple[Layer, ...]:
        """All convolutions but gates'."""
        return of_kind(self.layers, LayerKind.CONV)

    @cached_property
    def norms(self) -> tuple[Layer, ...]:
        """All normalizations."""
        return of_kind(self.layers, LayerKind.NORM)

    @cached_property
    def stem(self) -> Layer | None:
        """The convolution that reads the image: the largest kernel on the fewest channels."""
        few = [one for one in self.convolutions if one.shape[1] <= MOST_IMAGE_CHANNELS]
        if self.depthwise:
            few = [one for one in few if one.shape[1] > 1]
        if not few:
            return None
        largest = max(one.shape[2] for one in few)
        return min((one for one in few if one.shape[2] == largest), key=lambda one: one.shape[1])

    @cached_property
    def depthwise(self) -> bool:
        """Whether convolutions read one channel each: several do, and one reads the image's."""
        read = [one.shape[1] for one in self.convolutions if one.shape[1] <= MOST_IMAGE_CHANNELS]
        return read.count(1) > 1 and max(read) > 1

    @cached_property
    def head(self) -> Layer | None:
        """The classifier: the last linear layer that is not deep inside, as gates' are."""
        single = self._linear
        if not single:
            return None
        depth = min(one.path.count(".") for one in single)
        return [one for one in single if one.path.count(".") == depth][-1]

    @cached_property
    def _linear(self) -> tuple[Layer, ...]:
        """Linear layers that are no gate's."""
        linear = of_kind((*self.layers, *self.around), LayerKind.LINEAR)
        inner = _gate_shapes(linear)
        return tuple(one for one in linear if one.shape[:MATRIX] not in inner)

    @cached_property
    def head_layers(self) -> tuple[Layer, ...]:
        """The classifier, and beside it the hidden layers, each of which the next one reads."""
        if self.head is None:
            return ()
        chain = [self.head]
        for one in reversed(self._linear[: self._linear.index(self.head)]):
            if one.shape[0] != chain[-1].shape[1] or one.parent != self.head.parent:
                break
            chain.append(one)
        return tuple(reversed(chain))

    @property
    def classes(self) -> int | None:
        """What the head tells apart."""
        return self.head.shape[0] if self.head else None

    @property
    def image_channels(self) -> int | None:
        """Channels of the image."""
        return self.stem.shape[1] if self.stem else None

    @cached_property
    def gates(self) -> int:
        """Squeeze-and-excitation gates, of two linear layers each."""
        linear = of_kind(self.layers, LayerKind.LINEAR)
        inner = _gate_shapes(linear)
        return sum(one.shape[:MATRIX] in inner for one in linear) // 2

    @cached_property
    def channel_gates(self) -> int:
        """ECA's gates, of one convolution over channels each."""
        return len(of_kind(self.layers, LayerKind.CHANNEL))

    @property
    def dimensions(self) -> int:
        """Spatial dimensions of the convolutions: 2 for images."""
        return max((len(one.shape) - MATRIX for one in self.convolutions), default=0)

    @cached_property
    def _spatial(self) -> tuple[Layer, ...]:
        """Convolutions of the blocks that see more than one position."""
        return tuple(
            one for one in self.convolutions if max(one.shape[2:]) > 1 and one is not self.stem
        )

    @cached_property
    def bottleneck(self) -> bool:
        """Whether blocks reduce and restore the channels."""
        pointwise = len(self.convolutions) - len(self._spatial) - (self.stem is not None)
        return pointwise > BOTTLENECK_SHARE * len(self._spatial)

    @cached_property
    def cardinality(self) -> int:
        """Groups of the blocks' 3×3, as most of them have."""
        ratios = Counter(one.shape[0] // one.shape[1] for one in self._spatial)
        return ratios.most_common(1)[0][0] if ratios and self.bottleneck else 1

    @cached_property
    def depths(self) -> Mapping[int, int]:
        """Blocks by the channels of their 3×3, the narrowest stage first."""
        if self.bottleneck:
            counted = Counter(
                one.shape[0] for one in self._spatial
                if one.shape[0] // one.shape[1] == self.cardinality
                and one.shape[0] % one.shape[1] == 0
            )  # fmt: skip
            return _without_stem(counted, self._widths_of_stages())
        found = Counter(one.shape[0] for one in self._spatial)
        return {width: number // 2 for width, number in sorted(found.items()) if number > 1}

    def _widths_of_stages(self) -> frozenset[int]:
        """Widths that a 1×1 reduces to, or restores from."""
        pointwise = [one for one in self.convolutions if max(one.shape[2:]) == 1]
        return frozenset(one.shape[0] for one in pointwise)

    @cached_property
    def keeps_statistics(self) -> bool:
        """Whether normalizations have running statistics."""
        return any(norm.has_statistics for norm in self.norms)

    @property
    def bare(self) -> bool:
        """Whether each convolution has a bias and none a normalization, as after folding."""
        return not self.norms and self.biased == len(self.convolutions) > 0

    @property
    def biased(self) -> int:
        """Convolutions with a bias."""
        return sum("bias" in one.names for one in self.convolutions)

    @property
    def text(self) -> str:
        """The blocks in words: ``3 + 4 + 6 + 3 bottlenecks``."""
        kind = "bottlenecks" if self.bottleneck else "basic blocks"
        groups = f" with {self.cardinality} groups" if self.cardinality > 1 else ""
        return f"{' + '.join(map(str, self.depths.values()))} {kind}{groups}"


def _gate_shapes(linear: Sequence[Layer]) -> frozenset[tuple[int, ...]]:
    """Return the shapes of layers that reduce channels, and of those that restore them."""
    shapes = {one.shape[:MATRIX] for one in linear}
    return frozenset(one for one in shapes if one[0] != one[1] and one[::-1] in shapes)


def _without_stem(counted: Mapping[int, int], widths: frozenset[int]) -> dict[int, int]:
    return {width: number for width, number in sorted(counted.items()) if width in widths}


def shapes(layers: Sequence[Layer]) -> Counter[tuple[int, ...]]:
    """Return how often each weight's shape occurs."""
    return Counter(layer.shape for layer in layers)
