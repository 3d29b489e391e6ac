"""Receptive fields, over a graph with branches."""

from dataclasses import dataclass

from resnet_inspect.graph import Graph


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """What one element of a tensor sees of the input, for each spatial dimension.

    ``size`` and ``stride`` are in input pixels; ``start`` is the input coordinate of the field's
    first pixel for the element at index 0, negative inside padding. ``None`` in a size means the
    whole input.
    """

    size: tuple[int | None, ...]
    stride: tuple[int, ...]
    start: tuple[int, ...]


def receptive_fields(graph: Graph) -> tuple[ReceptiveField | None, ...]:
    """Return the receptive field of each node's first output, None where it is not defined."""
