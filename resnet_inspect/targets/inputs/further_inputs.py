"""What the inputs behind the first are: another image, a vector, a label, a time.

A size without a full shape says how large an image is. What the layer that reads an input takes is
known better: its channels and dimensions are the input's.
"""

from collections.abc import Iterator, Sequence

from resnet_inspect.graph import (
    ConvAttrs,
    Graph,
    LinearAttrs,
    Node,
    NormAttrs,
    OpKind,
    TensorSpec,
)
from resnet_inspect.targets.inputs.call import Leaf
from resnet_inspect.targets.inputs.given_inputs import Size
from resnet_inspect.targets.inputs.input_shape import InputShape

PASSING = frozenset({OpKind.COPY, OpKind.ACTIVATION, OpKind.DROPOUT})
"""Operators that leave an input's shape as it is."""

TIMES = frozenset(
    "t time times timestep timesteps time_step time_steps sigma noise_level noise_levels".split()
)
"""Arguments of ``forward`` that hold one number for each example."""


def is_time(name: str, names: Sequence[str]) -> bool:
    """Tell whether an argument is a time; ``s`` and ``t`` are source and target."""
    return name.lower() in TIMES and name not in names[:1] and not (name == "t" and "s" in names)


def other_shapes(
    graph: Graph, specs: Sequence[TensorSpec], leaves: Sequence[Leaf]
) -> Iterator[list[TensorSpec]]:
    """Yield other shapes for the inputs behind the first, the likeliest first.

    A size that was given is tried as it stands, without a batch, where it is not written like the
    first: ``-i 3x32x32 -i 1x32x32`` are two images.

    Args:
        graph: A trace with the shapes of ``specs``.
        specs: One for each input.
        leaves: Where each goes, and what the user gave for it.
    """
    own = [leaf.size if leaf.own else None for leaf in leaves]
    first, *others = specs
    batch = first.shape[0] if first.shape else 1
    read = [
        spec if _is_settled(size) else _as_read(graph, place, spec, size, batch)
        for place, (spec, size) in enumerate(zip(others, own[1:], strict=True), start=1)
    ]
    candidates = [[first, *read]]
    if graph.failures:
        free = [None if _alike(size, own[0]) else size for size in own[1:]]
        for vector in (True, False):
            exact = [_exact(spec, size, vector) for spec, size in zip(read, free, strict=True)]
            candidates.append([first, *exact])
        candidates.append([first, *_numbers(others, read, own[1:], batch)])
    tried = [list(specs)]
    for candidate in candidates:
        if candidate not in tried:
            tried.append(candidate)
            yield candidate


def _numbers(
    specs: Sequence[TensorSpec],
    read: Sequence[TensorSpec],
    own: Sequence[Size | None],
    batch: int,
) -> Iterator[TensorSpec]:
    """Yield one number for each example where neither the user nor a layer says a shape."""
    for spec, wanted, size in zip(specs, read, own, strict=True):
        free = size is None and wanted == spec
        yield TensorSpec((batch,), spec.dtype) if free else wanted


def guessed_places(leaves: Sequence[Leaf]) -> tuple[int, ...]:
    """Return which inputs have a shape that nobody gave; where none was, the first is none."""
    known = any(leaf.own for leaf in leaves)
    return tuple(place for place, leaf in enumerate(leaves) if not leaf.own and (place or known))


def as_it_stands(specs: Sequence[TensorSpec], leaves: Sequence[Leaf]) -> str:
    """Say of which inputs the numbers that were given are the full shape, batch and all."""
    said = [
        f"`{leaf.place}` is {'×'.join(map(str, spec.shape))}"
        for spec, leaf in zip(specs[1:], leaves[1:], strict=True)
        if isinstance(leaf.size, InputShape) and leaf.own and not leaf.size.dtype
        if spec.shape == leaf.size.numbers
        if 1 < len(spec.shape) <= 3  # noqa: PLR2004 - a fourth number is a batch
    ]
    return f"{' and '.join(said)}, as typed: no batch was put before it" if said else ""


def unsaid(specs: Sequence[TensorSpec], leaves: Sequence[Leaf]) -> str:
    """Say the shape of required inputs that were left out where others were given by name."""
    said = [
        f"`{leaf.place}` is {'×'.join(map(str, spec.shape))} by default"
        for spec, leaf in zip(specs, leaves, strict=True)
        if leaf.size is None
    ]
    known = any(leaf.own for leaf in leaves)
    return f"{' and '.join(said)}; change with --input" if said and known else ""


def _is_settled(size: Size | None) -> bool:
    """Whether the user gave the shape in full, or a type that says what it is."""
    return isinstance(size, TensorSpec) or (isinstance(size, InputShape) and bool(size.dtype))


def _alike(size: Size | None, first: Size | None) -> bool:
    """Whether two sizes are written in the same way."""
    return (
        isinstance(size, InputShape)
        and isinstance(first, InputShape)
        and len(size.numbers) == len(first.numbers) > 1
    )


def _as_read(
    graph: Graph, place: int, spec: TensorSpec, size: Size | None, batch: int
) -> TensorSpec:
    """Return the shape that the layer wants which reads an input."""
    numbers = size.numbers if isinstance(size, InputShape) else ()
    reader = _reader(graph, graph.inputs()[place])
    if reader is None:
        return spec
    if reader.op == "embedding":
        return TensorSpec(numbers or (batch,), "int64")
    match reader.attrs:
        case LinearAttrs(in_features=features) if len(spec.shape) > 2:  # noqa: PLR2004 - a vector has two
            return TensorSpec(_features(numbers, features, batch), spec.dtype)
        case ConvAttrs(in_channels=channels, kernel_size=kernel) if len(numbers) <= len(kernel):
            return TensorSpec(_map(spec.shape, channels, len(kernel)), spec.dtype)
        case NormAttrs(channels=channels) if len(numbers) < 2 < len(spec.shape):  # noqa: PLR2004 - no shape given
            return TensorSpec(_map(spec.shape, channels, len(spec.shape) - 2), spec.dtype)
    return spec


def _map(shape: tuple[int, ...], channels: int, dimensions: int) -> tuple[int, ...]:
    """Return the shape with other channels, and so many sizes behind them."""
    sizes = (*shape[2:], *shape[-1:] * dimensions)[:dimensions]
    return (shape[0], channels, *sizes)


def _features(numbers: tuple[int, ...], features: int, batch: int) -> tuple[int, ...]:
    if len(numbers) < 2:  # noqa: PLR2004 - one number is no shape
        return (batch, *(numbers or (features,)))
    if len(numbers) == 2 and numbers[0] != batch:  # noqa: PLR2004 - tokens and features
        return (batch, *numbers)
    return numbers


def _reader(graph: Graph, node: Node) -> Node | None:
    """Return the first operator that reads a tensor and does more than pass it on."""
    while users := graph.users(node):
        if users[0].kind not in PASSING:
            return users[0]
        node = users[0]
    return None


def _exact(spec: TensorSpec, size: Size | None, vector: bool) -> TensorSpec:  # noqa: FBT001 - named above
    """Return the numbers as the full shape; a single one is a vector's features or its length."""
    if not isinstance(size, InputShape) or size.dtype:
        return spec
    alone = vector and len(size.numbers) == 1
    return TensorSpec((1, *size.numbers) if alone else size.numbers, spec.dtype)
