"""Table 1 of He et al. 2015 as data: one column for each network, one row for each stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers in brackets, times how often they stand one behind the other."""

    lines: tuple[str, ...]
    times: int = 1
    bracketed: bool = True
    """False for a layer that stands alone, such as the stem's pooling."""


Cell = tuple[Stack, ...]
"""What one network does at one row, top to bottom; empty where it has nothing there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table."""

    layer: str
    size: str
    """The size of the feature map that the row ends with."""
    cells: tuple[Cell, ...]

    @property
    def shared(self) -> bool:
        """Whether all networks do the same, so that one cell can span them."""
        return len(self.cells) > 1 and len(set(self.cells)) == 1

    @property
    def common(self) -> Stack | None:
        """What all networks begin the row with, such as the pooling before the first stage."""
        firsts = {cell[:1] for cell in self.cells}
        if self.shared or len(self.cells) < 2 or len(firsts) > 1:  # noqa: PLR2004 - nothing to share
            return None
        first = firsts.pop()
        return first[0] if first and not first[0].bracketed else None

    @property
    def own(self) -> tuple[Cell, ...]:
        """The cells without what is common."""
        return tuple(cell[1:] for cell in self.cells) if self.common else self.cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A line of numbers at the bottom."""

    title: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The whole table as data: what its formats write."""

    networks: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    caption: str = ""
    label: str = ""
