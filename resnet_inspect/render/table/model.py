"""A table before it has a format: what the terminal, Markdown, CSV and HTML renderers share."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from resnet_inspect.render.table.rail import RailLine


class Tone(StrEnum):
    """What a piece of text means, for formats that have colors."""

    NORMAL = "normal"
    DIM = "dim"
    STRONG = "strong"
    ERROR = "error"
    WARNING = "warning"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    BAR = "bar"
    IDENTITY = "identity"
    PADDING = "padding"
    PROJECTION = "projection"
    CONCAT = "concat"
    GATE = "gate"
    FUSION = "fusion"


Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: how its cells are written, and what they are worth to a program."""

    name: str
    """What ``--columns`` calls it."""
    title: str
    about: str
    """One line of help."""
    cell: Callable[[Any], str]
    value: Callable[[Any], Value]
    """The same, unrounded, for CSV."""
    numeric: bool = False
    bar: Callable[[Any], float] | None = None
    """A share of one that is drawn as a bar beside the cell."""
    rank: int = 0
    """Narrow tables leave out the column with the highest rank first; 0 stays."""
    detail: Callable[[Any], str] | None = None
    """A longer way to write the cells, where all columns have room."""
    breaks: str = ""
    """Characters behind which a long cell may go on in the next line."""

    @property
    def longest_cell(self) -> Callable[[Any], str]:
        """How cells are written where width does not matter."""
        return self.detail or self.cell


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row."""

    item: Any
    """What the columns read."""
    rail: RailLine | None = None
    indent: int = 0
    tone: Tone = Tone.NORMAL
    open: bool = False
    """Whether rows below belong to it."""
    notes: tuple[str, ...] = ()
    """Sentences that stand below the row, across the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of the header or footer: a label and what is to be said."""

    label: str
    text: str
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A title, facts above, rows, facts below."""

    title: str
    header: tuple[Fact, ...]
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    footer: tuple[Fact, ...]
    nested: bool = False
    """Whether some rows include the figures of those below them."""
    rail_width: int = 0
