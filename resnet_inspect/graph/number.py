"""Numbers that a network's code works out from shapes, and what it does with them.

``x.view(x.shape[0], -1)`` and ``x.view(1, -1)`` run the same operator with the same arguments, and
do different things to another input. The trace therefore tells where each number came from.
"""

from dataclasses import dataclass
from typing import NewType

from resnet_inspect.graph.node import NodeId, NumberId, Ref
from resnet_inspect.graph.source import SourceSpan

__all__ = ["Decision", "Number", "NumberId", "OperatorName"]

OperatorName = NewType("OperatorName", str)
"""``size``, ``literal``, or what Python's :mod:`operator` calls it: ``add``, ``floordiv``, ``lt``.
Functions that turn into whole numbers are ``floor``, ``ceil``, ``trunc`` and ``round``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that the forward pass read off a shape, or worked out from such numbers."""

    operator: OperatorName
    value: float
    """What it was in this trace; whole numbers are ints, comparisons 0 or 1."""
    operands: tuple[NumberId, ...] = ()
    """Positions in :attr:`Graph.numbers`."""
    ref: Ref | None = None
    """For ``size``: the tensor."""
    dim: int = 0
    """For ``size``: which of its dimensions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A place where the code went on with a number's value alone: an ``if``, an ``int()``.

    With another value it might have done something else, which this trace cannot tell.
    """

    number: NumberId
    before: NodeId
    """The first operator that ran after it."""
    source: SourceSpan | None = None
