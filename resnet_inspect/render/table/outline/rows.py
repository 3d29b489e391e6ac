"""The rows of an outline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.graph import ModuleCall, ModulePath, NodeId


class RowKind(StrEnum):
    """What a row stands for."""

    INPUT = "input"
    GROUP = "group"
    """An open module: its rows follow."""
    LAYER = "layer"
    """A module, or several that follow each other, without rows of its own."""
    OP = "op"
    """An operator that no module's row stands for."""
    RUN = "run"
    """Identical blocks, or calls of a module that ran in the same way before."""
    STOP = "stop"
    """Where the forward pass ended with an exception between two operators."""
    NOT_CALLED = "not called"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, with the rows below it."""

    kind: RowKind
    name: str
    """Its name below its parent's: ``conv1 bn1 relu``, ``layer3.1–5``."""
    path: str
    """A name that tells it from all other rows: the module's path, with the call's number."""
    type: str
    first_node: NodeId
    end_node: NodeId
    calls: tuple[ModuleCall, ...] = ()
    """The module calls that it stands for, in order."""
    module: ModulePath | None = None
    children: tuple["Row", ...] = ()
    follows: bool = False
    """Whether it could stand in the row of the layer before it."""
    rearranges: bool = False
    """Whether it only writes the same values in another shape or order."""
    short: str = ""
    """Its type, as it is written there."""
    failed: bool = False
    first_end: NodeId | None = None
    """Where the first of a run's members ends."""

    @property
    def leaf(self) -> bool:
        """Whether its operators belong to no row below it."""
        return self.kind is not RowKind.GROUP

    @property
    def empty(self) -> bool:
        """Whether no operator ran."""
        return self.first_node == self.end_node

    @property
    def mergeable(self) -> bool:
        """Whether it may share a row with a neighbor."""
        return self.kind in {RowKind.LAYER, RowKind.OP}


def visible(rows: Iterable[Row], depth: int = 0) -> Iterator[tuple[int, Row]]:
    """Yield each row with its depth, parents first."""
    for row in rows:
        yield depth, row
        yield from visible(row.children, depth + 1)
