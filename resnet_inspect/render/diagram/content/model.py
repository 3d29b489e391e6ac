"""What a figure shows, before anything has a place: chips and joins, links, units and sections."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from resnet_inspect.analysis.facts import ResidualKind
from resnet_inspect.graph import NodeId, Ref

CONCAT_SIGN = "C"
"""What stands in the circle of a concatenation."""


class Level(StrEnum):
    """How much detail is drawn."""

    STAGE = "stage"
    BLOCK = "block"
    LAYER = "layer"
    OP = "op"


class Role(StrEnum):
    """What a chip is, as far as its look depends on it."""

    INPUT = "input"
    WEIGHTED = "weighted"
    """Convolutions, linear layers, attention: what the papers print."""
    POOL = "pool"
    JOIN = "join"
    GATE = "gate"
    """A whole gate in one chip: squeeze-and-excitation."""
    SMALL = "small"
    """Normalization, activation, reshaping: drawn at the levels that show them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The smallest thing drawn: one or several operators in one chip or join."""

    role: Role
    label: str
    """``3×3, 64``; for a join its sign: ``+``, ``×``, ``C``."""
    nodes: tuple[NodeId, ...]
    """The trace nodes it stands for, those of folded repetitions included."""
    own: tuple[NodeId, ...]
    """The nodes of the one that is drawn."""
    path: str = ""
    """The module of the operator that gives it its text."""
    note: str = ""
    """A second line: parameters, MACs, as asked for."""
    failed: bool = False
    assumed: bool = False
    ghost: bool = False
    """Whether it is gone since an earlier network."""
    heat: int | None = None
    """Its place in the theme's heat scale."""
    remarks: tuple[tuple[int, str], ...] = ()
    """Numbers and severities of the findings here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tensor on its way from one leaf to another."""

    source: int
    target: int
    position: int
    """Which of the target's links it is; links of folded repetitions have the same."""
    ref: Ref
    kind: ResidualKind | None = None
    """Set where it belongs to the shortcut of a residual connection."""
    residuals: tuple[int, ...] = ()
    """The residual connections whose shortcut ends with this link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A block, or leaves that belong to none."""

    leaves: tuple[int, ...]
    framed: bool = False
    """Whether it is a block, drawn with a frame around it."""
    label: str = ""
    path: str = ""
    last_path: str = ""
    """The module of the last of several folded units."""
    repeat: int = 1
    given: str = ""
    """What the user calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stem, a stage, a head, or another part of the network: a column of the figure."""

    kind: str
    name: str
    note: str = ""
    hue: int | None = None
    """Which of the theme's stage colors; None for parts that are no stage."""
    units: tuple[Unit, ...] = ()
    blocks: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, as it stands below the figure."""

    number: int
    severity: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that one network's figure shows."""

    title: str
    subtitle: str
    leaves: tuple[Leaf, ...]
    links: tuple[Link, ...]
    sections: tuple[Section, ...]
    residuals: int = 0
    """How many connections the trace has."""
    heat: str = ""
    """What the heat scale measures, and its upper end."""
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def passed(self) -> frozenset[int]:
        """What is gone and stands on the line: other leaves are read through it."""
        return frozenset(link.source for link in self.links if self.leaves[link.source].ghost)

    def branches_off(self, link: Link) -> bool:
        """Whether a link leads to something that is gone and stands beside the line."""
        return self.leaves[link.target].ghost and link.target not in self.passed

    def sentences(self, leaf: Leaf) -> tuple[str, ...]:
        """Return the remarks on a leaf in words, for formats that have no room below."""
        numbers = {number for number, _ in leaf.remarks}
        return tuple(remark.text for remark in self.remarks if remark.number in numbers)
