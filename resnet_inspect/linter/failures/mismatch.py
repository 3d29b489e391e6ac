"""The two paths to a join whose operands do not fit, measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.graph import ConvAttrs, LinearAttrs, Node, OpKind, SourceSpan
from resnet_inspect.graph.shapes import Shape
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import BOTH, Aspect, Failed
from resnet_inspect.linter.finding import Finding, Place
from resnet_inspect.linter.join import Join, convolutions, stride_of, total_stride
from resnet_inspect.linter.words import path, shape

SPATIAL = 2
"""The first spatial dimension."""

KEEPING_WIDTH = frozenset(
    {OpKind.ACTIVATION, OpKind.NORM, OpKind.POOL, OpKind.RESHAPE, OpKind.REDUCE}
)
"""What may stand between a join and the layers that tell its width."""

WIDENING = frozenset({OpKind.PAD, OpKind.CONCAT})
"""How a shortcut without weights gets more channels (option A)."""


def mismatch_of(context: LintContext, failed: Failed) -> "Mismatch | None":
    """Return the two paths of a residual connection that failed and whose paths only shrink."""
    found = mismatch_at(context, failed.node, failed.open)
    return found if found is not None and not found.resized else None


def mismatch_at(
    context: LintContext, node: Node, unexplained: frozenset[Aspect] = BOTH
) -> "Mismatch | None":
    """Return the two paths of a residual connection of feature maps."""
    join = next((one for one in context.joins if one.node is node), None)
    ranks = {len(context.graph.tensor(ref).shape) for ref in node.inputs}
    if join is None or len(ranks) > 1 or min(ranks) <= SPATIAL:
        return None
    return Mismatch(context, join, unexplained)


@dataclass(frozen=True)
class Mismatch:
    """One residual connection with unequal operands."""

    context: LintContext
    join: Join
    unexplained: frozenset[Aspect]

    @property
    def fork(self) -> Shape:
        """The shape that both paths start with."""
        return self.context.graph.tensor(self.join.fork).shape

    @property
    def main(self) -> Shape:
        """The shape that the main path brings."""
        return self.context.graph.tensor(self.join.main_ref).shape

    @property
    def shortcut(self) -> Shape:
        """The shape that the shortcut brings."""
        return self.context.graph.tensor(self.join.shortcut_ref).shape

    @property
    def main_stride(self) -> tuple[int, ...]:
        """By how much the main path thins out the map."""
        return total_stride(self.join.main) or self._ones

    @property
    def shortcut_stride(self) -> tuple[int, ...]:
        """By how much the shortcut does."""
        return total_stride(self.join.shortcut) or self._ones

    @property
    def _ones(self) -> tuple[int, ...]:
        return (1,) * (len(self.main) - SPATIAL)

    @property
    def strides_agree(self) -> bool:
        """Whether both paths thin out alike."""
        return self.main_stride == self.shortcut_stride

    @property
    def resized(self) -> bool:
        """Whether a path enlarges the map, so that strides do not tell its size."""
        nodes = (*self.join.main, *self.join.shortcut)
        return any(one.kind is OpKind.RESIZE or _transposed(one) for one in nodes)

    @property
    def widths_differ(self) -> bool:
        """Whether the paths end with different channels."""
        return self.main[1] != self.shortcut[1]

    @property
    def wide(self) -> bool:
        """Whether they do and no rule has said why."""
        return self.widths_differ and Aspect.WIDTH in self.unexplained

    @property
    def sized(self) -> bool:
        """Whether the paths end with different sizes and no rule has said why."""
        differ = self.main[SPATIAL:] != self.shortcut[SPATIAL:]
        return differ and Aspect.SIZE in self.unexplained

    @property
    def bare(self) -> bool:
        """Whether the shortcut has no projection, nor anything else that makes up for one.

        A shortcut that only pools may have the wrong size, but not the wrong width.
        """
        pooled = bool(self.join.shortcut) and not self.widths_differ
        return self.join.projection is None and not pooled

    @property
    def widening(self) -> Node | None:
        """The padding by which a shortcut without weights gets its channels (option A)."""
        padding = [one for one in self.join.shortcut if one.kind in WIDENING]
        return padding[-1] if padding and self.join.projection is None else None

    @cached_property
    def border_loss(self) -> Node | None:
        """The main path's first convolution that does not give ceil(size / stride)."""
        for node in convolutions(self.join.main):
            attrs = node.attrs
            if not isinstance(attrs, ConvAttrs) or attrs.transposed or not node.outputs:
                continue
            if self.rounds_up(node, attrs.stride) or self._padded_before(node):
                continue
            if (crop := self.crop_after(node)) is None or not crop.outputs:
                return node
        return None

    def crop_after(self, node: Node) -> Node | None:
        """The slice that takes off what a convolution has added: a causal one's chomp."""
        readers = self.context.readers(node)
        return readers[0] if len(readers) == 1 and readers[0].kind is OpKind.INDEX else None

    @cached_property
    def short_crop(self) -> Node | None:
        """The first slice that does not take off just what the convolution before it added."""
        for node in convolutions(self.join.main):
            crop = self.crop_after(node)
            if crop is not None and node.outputs and crop.outputs:
                stride = stride_of(node) or self._ones
                wanted = ceiling(self.source_size(node), stride)
                if crop.output.shape[SPATIAL:] != wanted:
                    return crop
        return None

    def _padded_before(self, node: Node) -> bool:
        return self.context.producer(node.inputs[0]).kind is OpKind.PAD

    def source_size(self, node: Node) -> Shape:
        """Return height and width of what an operator reads."""
        return self.context.graph.tensor(node.inputs[0]).shape[SPATIAL:]

    def rounds_up(self, node: Node, stride: Sequence[int]) -> bool:
        """Whether an operator makes ceil(size / stride) pixels."""
        return node.output.shape[SPATIAL:] == ceiling(self.source_size(node), stride)

    @property
    def expected_size(self) -> Shape:
        """What the main path's strides make of the fork, rounded up."""
        return ceiling(self.fork[SPATIAL:], self.main_stride)

    @property
    def rounding(self) -> Node:
        """Where both paths stride alike: the operator that rounds otherwise than usual."""
        if self.shortcut[SPATIAL:] == self.expected_size:
            return self._first_odd(self.join.main) or self.main_convolution
        return self._first_odd(self.join.shortcut) or self.strided_shortcut

    def _first_odd(self, nodes: Sequence[Node]) -> Node | None:
        for node in nodes:
            stride = stride_of(node)
            if stride and node.outputs and not self.rounds_up(node, stride):
                return node
        return None

    @property
    def main_convolution(self) -> Node:
        """The main path's first convolution with a window of more than a pixel, else its first."""
        convs = convolutions(self.join.main)
        wide = [one for one in convs if max(getattr(one.attrs, "kernel_size", (1,))) > 1]
        return (wide or convs)[0]

    @property
    def strided_shortcut(self) -> Node:
        """The shortcut's operator that strides, else its first convolution.

        Where a pool and a projection both do, as a ResNet-D's must not, it is the projection.
        """
        nodes = self.join.shortcut
        strided = [one for one in nodes if max(stride_of(one) or (1,)) > 1]
        if len(strided) > 1:
            return (convolutions(strided) or strided)[-1]
        return (strided or convolutions(nodes) or list(nodes))[0]

    @cached_property
    def consumers(self) -> frozenset[int]:
        """The widths that the layers after the join ask for."""
        found: set[int] = set()
        pending, seen = [self.join.node], set()
        while pending:
            for reader in self.context.readers(pending.pop()):
                match reader.attrs:
                    case ConvAttrs(in_channels=width) | LinearAttrs(in_features=width):
                        found.add(width)
                        continue
                if reader.kind in KEEPING_WIDTH and reader.id not in seen:
                    seen.add(reader.id)
                    pending.append(reader)
        return frozenset(found)

    @property
    def sum_place(self) -> tuple[Place, ...]:
        """The join with both shapes, to show beside the place to change."""
        source = self.join.node.source
        return (Place(source, f"{shape(self.main)} + {shape(self.shortcut)}"),) if source else ()

    def finding(self, message: str, place: SourceSpan | None, **details: object) -> Finding:
        """Return a finding on this join, with both paths in its notes."""
        graph, join = self.context.graph, self.join
        notes = (
            *path(graph, "main path", join.fork, join.main),
            *path(graph, "shortcut", join.fork, join.shortcut),
        )
        if join.node.source != place:
            details.setdefault("secondary", self.sum_place)
        return Finding(
            message=message, place=place or join.node.source, node=join.node.id, notes=notes,
            **details,  # type: ignore[arg-type]
        )  # fmt: skip


def ceiling(sizes: Sequence[int], stride: Sequence[int]) -> Shape:
    """Return sizes divided by a stride, rounded up."""
    return tuple(-(-side // step) for side, step in zip(sizes, stride, strict=False))


def _transposed(node: Node) -> bool:
    return isinstance(node.attrs, ConvAttrs) and node.attrs.transposed
