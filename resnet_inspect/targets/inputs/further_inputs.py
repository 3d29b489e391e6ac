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
from resnet_inspect.targets.inputs.input_shape import InputShape

Given = InputShape | TensorSpec

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
    graph: Graph, specs: Sequence[TensorSpec], given: Sequence[Given]
) -> Iterator[list[TensorSpec]]:
    """Yield other shapes for the inputs behind the first, the likeliest first.

    Args:
        graph: A trace with the shapes of ``specs``.
        specs: One for each input.
        given: What the user gave; where that is one, it served all inputs.
    """
    own = list(given) if len(given) == len(specs) else [None] * len(specs)
    first, *others = specs
    batch = first.shape[0] if first.shape else 1
    read = [
        spec if isinstance(size, TensorSpec) else _as_read(graph, place, spec, size, batch)
        for place, (spec, size) in enumerate(zip(others, own[1:], strict=True), start=1)
    ]
    candidates = [[first, *read]]
    if graph.failures:
        for vector in (True, False):
            exact = [_exact(spec, size, vector) for spec, size in zip(read, own[1:], strict=True)]
            candidates.append([first, *exact])
    tried = [list(specs)]
    for candidate in candidates:
        if candidate not in tried:
            tried.append(candidate)
            yield candidate


def guessed_places(specs: Sequence[TensorSpec], given: Sequence[Given]) -> tuple[int, ...]:
    """Return which inputs behind the first have a shape that nobody gave in full.

    Args:
        specs: One for each input.
        given: What the user gave; where that is one or none, it served all inputs.
    """
    if len(given) != len(specs):
        return tuple(range(1, len(specs)))
    return ()


def _as_read(
    graph: Graph, place: int, spec: TensorSpec, size: Given | None, batch: int
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


def _exact(spec: TensorSpec, size: Given | None, vector: bool) -> TensorSpec:  # noqa: FBT001 - named above
    """Return the numbers as the full shape; a single one is a vector's features or its length."""
    if not isinstance(size, InputShape):
        return spec
    alone = vector and len(size.numbers) == 1
    return TensorSpec((1, *size.numbers) if alone else size.numbers, spec.dtype)
