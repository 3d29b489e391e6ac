"""Under which conditions a network is traced: where bugs hide."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from resnet_inspect.analysis.facts import Facts, Sizes, cover
from resnet_inspect.errors import InspectError
from resnet_inspect.graph import ConvAttrs, Graph, Node, OpKind
from resnet_inspect.graph.backward import Backward
from resnet_inspect.linter.evidence.reshapes import batch_of
from resnet_inspect.linter.failures.operators import failed_operators
from resnet_inspect.linter.words import shape
from resnet_inspect.targets.inputs.head_size import likely_sizes, squared

Shape = tuple[int, ...]
Shapes = tuple[Shape, ...]

DECODED = (256, 112, 128, 64)
"""Sides that decoders are made for: a U-Net of eight levels takes 256, faces have 112."""

SPATIAL = 2
"""The first spatial dimension of (N, C, H, W)."""


class Traceable(Protocol):
    """A network that is ready to be traced; ``targets.open_target.OpenTarget`` is one."""

    def trace(
        self, shapes: Sequence[Shape] | None = None, *, train: bool = False, recover: bool = False
    ) -> Graph:
        """Trace one forward pass."""

    def backward(self, shapes: Sequence[Shape] | None = None, *, train: bool = True) -> Backward:
        """Try one backward pass."""

    def numbers(self, shapes: Sequence[Shape] | None = None) -> tuple[float, ...] | None:
        """Compute the outputs of random weights and a random input, where the network can run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How a forward pass was traced."""

    label: str = ""
    """What is special about it, for "happens ...": ``with input (3, 3, 225, 257)``."""
    training: bool = False


Traced = tuple[Conditions, Graph]


def input_shapes(graph: Graph) -> Shapes:
    """Return the shapes of a trace's inputs."""
    return tuple(node.output.shape for node in graph.inputs())


def first_trace(network: Traceable, *, free: bool, worked: Shapes = ()) -> Graph:
    """Trace what the user asked for.

    Where the user gave no size (``free``) and the head is made for another one than the default,
    the size that it is made for is taken, and so is one that a decoder can double again; ``worked``
    where one was found before an edit.
    """
    if free and len(worked) == 1:
        return network.trace(worked, recover=True)
    graph = network.trace(recover=True)
    if free and _decoder_disagrees(graph):
        return _decodable(network, graph) or graph
    if not free or not _head_disagrees(graph):
        return graph
    for side in likely_sizes(graph):
        other = network.trace(squared(input_shapes(graph), side), recover=True)
        fewer = len(failed_operators(other)) < len(failed_operators(graph))
        if fewer and other.complete and not _head_disagrees(other):
            return other
    return graph


def _decodable(network: Traceable, graph: Graph) -> Graph | None:
    """Return a trace at another size that goes through."""
    shapes = input_shapes(graph)
    others = (network.trace(squared(shapes, side), recover=True) for side in DECODED)
    return next(filter(works, others), None)


def _decoder_disagrees(graph: Graph) -> bool:
    """Whether maps do not fit behind an enlargement, or a table of positions does not fit."""
    enlarged = [node.id for node in graph.nodes if _enlarges(node)]
    return any(
        one.node.kind in {"add", "concat", "multiply"}
        and (bool(one.node.parameters) or (bool(enlarged) and enlarged[0] < one.node.id))
        for one in failed_operators(graph)
    )


def _enlarges(node: Node) -> bool:
    transposed = isinstance(node.attrs, ConvAttrs) and node.attrs.transposed
    return transposed or node.kind is OpKind.RESIZE


def _head_disagrees(graph: Graph) -> bool:
    """Whether only the head fails, as it does for an input of another size."""
    failed = [one.node for one in failed_operators(graph)]
    if any(node.kind in {"linear", "reshape", "pool"} for node in failed):
        return True
    batch = batch_of(graph)
    made = [graph.tensor(one.ref).shape[:1] for one in graph.outputs if one.ref is not None]
    return bool(batch and made) and all(one not in {(batch,), ()} for one in made)


def further_traces(network: Traceable, first: Graph) -> Iterator[Traced]:
    """Trace in training mode, at an odd non-square size, and at twice the size.

    The batch differs as well: 2 in training, 3 at the odd size.
    """
    shapes = input_shapes(first)
    if not shapes or not first.complete:
        return
    plans = [
        ("in training mode", _batch(shapes, 2), True),
        ("", _batch(_odd(shapes, rearranged_channels(first)), 3), False),
        ("", _doubled(shapes, rearranged_channels(first)), False),
    ]
    seen = {shapes}
    for what, wanted, training in plans:
        if wanted in seen and not training:
            continue
        seen.add(wanted)
        label = " ".join(filter(None, (what, f"with input {', '.join(map(shape, wanted))}")))
        try:
            graph = network.trace(wanted, train=training, recover=True)
        except InspectError:
            continue
        yield Conditions(label=label, training=training), graph


def _batch(shapes: Shapes, batch: int) -> Shapes:
    known = {one[0] for one in shapes if one}
    size = batch if known == {1} else max(known, default=1) + batch - 1
    return tuple((size, *one[1:]) for one in shapes)


def rearranged_channels(graph: Graph) -> int:
    """Return the channels that the first convolution takes, if it does not read an input as it is.

    They may then be any dimension of the input, and are no side of an image. Else 0.
    """
    first = next(graph.of_kind(OpKind.CONV), None)
    if first is None or not first.inputs or not isinstance(first.attrs, ConvAttrs):
        return 0
    read = graph.tensor(first.inputs[0]).shape
    return 0 if read in input_shapes(graph) else first.attrs.in_channels


def _odd(shapes: Shapes, channels: int) -> Shapes:
    """Return the next odd sizes, another one for each dimension."""
    return tuple(
        (
            *one[:SPATIAL],
            *(
                side if side == channels else _odd_size(side, place)
                for place, side in enumerate(one[SPATIAL:])
            ),
        )
        for one in shapes
    )


def _odd_size(side: int, place: int) -> int:
    if side < 8:  # noqa: PLR2004 - not an image's side
        return side
    return side + 1 - side % 2 * 2 + 32 * place + (2 if side % 2 else 0)


def _doubled(shapes: Shapes, channels: int) -> Shapes:
    return tuple(
        (*one[:SPATIAL], *(side if side == channels else 2 * side for side in one[SPATIAL:]))
        for one in shapes
    )


def works(graph: Graph) -> bool:
    """Whether a forward pass went through and kept the batch."""
    if graph.failures or not graph.complete:
        return False
    batch = batch_of(graph)
    made = [graph.tensor(one.ref).shape[:1] for one in graph.outputs if one.ref is not None]
    return not batch or not made or any(one == (batch,) for one in made)


def working_sizes(network: Traceable, first: Graph) -> Sizes | None:
    """Return which sizes work, as ``resnet-inspect sizes`` says; None where the first does not."""
    if not works(first):
        return None

    def trace_at(shapes: list[Shape]) -> Graph | None:
        with suppress(InspectError):
            return network.trace(shapes)
        return None

    further = cover(first, trace_at) if Facts(first).sizes.uncertain else ()
    return Facts(first, further).sizes
