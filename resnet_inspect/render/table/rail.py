"""The residual rail: shortcuts drawn beside the rows, as ``git log --graph`` draws branches.

The main path runs down the first column. A shortcut leaves it at the row where its tensor is
made, or at the head of the block that it bridges, runs down a lane of its own and comes back at
the join::

    │      layer2.0          Bottleneck 256→512, /2
    ├━┓      …
    ● ┃    conv1 bn1 relu    Conv 1×1, 256→128 · BN · ReLU
    ● ┃    conv2 bn2 relu    Conv 3×3, 128→128, /2 · BN · ReLU
    ● ┃    conv3 bn3         Conv 1×1, 128→512 · BN
    │ ◆    downsample        Conv 1×1, 256→512, /2 · BN
    ⊕━┛    add() relu        Add (projection) · ReLU

A light line carries the tensor unchanged, a heavy one has weights on it, a dashed one changes the
shape without weights, a double one ends in a concatenation, a dotted one in a product. Lanes are
allotted by interval coloring: short shortcuts lie inside, and a shortcut that encloses others lies
outside of them, so that nested ones never cross.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from resnet_inspect.analysis.facts import ResidualConnection, ResidualKind
from resnet_inspect.graph import Graph
from resnet_inspect.render.table.outline.rows import Row, RowKind

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8

JOIN = {
    ResidualKind.IDENTITY: "⊕",
    ResidualKind.PADDING: "⊕",
    ResidualKind.PROJECTION: "⊕",
    ResidualKind.FUSION: "⊕",
    ResidualKind.CONCAT: "⊞",
    ResidualKind.GATE: "⊗",
}
"""The sign of a join."""

FAILED = "✗"
"""The sign of an operator that raised."""

_PRECEDENCE = tuple(ResidualKind)
"""Which kind a row is marked with that holds several: the first."""


@dataclass(slots=True)
class RailCell:
    """One character of the rail: a sign, or the directions in which lines leave it."""

    lines: int = 0
    kind: ResidualKind | None = None
    """None on the main path."""
    across: ResidualKind | None = None
    """The kind of a line that crosses from left to right."""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class RailLine:
    """The rail beside one row."""

    cells: tuple[RailCell, ...]
    suffix: str = ""
    """``×5`` where a row holds five joins of one kind; ``+3`` where three lanes are not drawn."""
    joins: tuple[int, ...] = ()
    """Positions of the connections that end here."""
    inside: tuple[int, ...] = ()
    """Positions of the connections that begin and end within the row."""


@dataclass(frozen=True, slots=True)
class Rail:
    """The rails of all rows."""

    lines: tuple[RailLine, ...]
    hidden: int = 0
    """How many connections have no lane."""
    kinds: tuple[ResidualKind, ...] = ()
    """The kinds that occur."""

    @property
    def width(self) -> int:
        """Characters that the widest line takes."""
        return max((len(line.cells) + len(line.suffix) for line in self.lines), default=0)


@dataclass(slots=True)
class _Lane:
    """Connections that share a line: one, or the concatenations that one tensor goes to."""

    start: int
    end: int
    kind: ResidualKind
    ends: list[int]
    members: list[int]
    number: int | None = None


@dataclass(slots=True)
class _Line:
    """A line while it is drawn."""

    cells: list[RailCell] = field(default_factory=lambda: [RailCell()])
    joins: list[int] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    hidden: int = 0

    def at(self, column: int) -> RailCell:
        while len(self.cells) <= column:
            self.cells.append(RailCell())
        return self.cells[column]


def draw_rail(
    graph: Graph, rows: Sequence[Row], residuals: Sequence[ResidualConnection], limit: int
) -> Rail:
    """Draw the connections beside the visible rows.

    Args:
        graph: The network.
        rows: Its rows from top to bottom, open groups included.
        residuals: All connections of the graph.
        limit: The most lanes side by side; what does not fit is counted at its join.
    """
    return _Drawing(graph, rows, residuals, limit).rail()


class _Drawing:
    def __init__(
        self,
        graph: Graph,
        rows: Sequence[Row],
        residuals: Sequence[ResidualConnection],
        limit: int,
    ) -> None:
        self.graph = graph
        self.rows = rows
        self.residuals = residuals
        self.limit = min(limit, len(residuals))
        self.lines = [_Line() for _ in rows]
        self.row_of = self._rows_of_nodes()

    def _rows_of_nodes(self) -> list[int]:
        row_of = [-1] * len(self.graph.nodes)
        for position, row in enumerate(self.rows):
            if row.leaf:
                row_of[row.first_node : row.end_node] = [position] * (row.end_node - row.first_node)
        return row_of

    def rail(self) -> Rail:
        lanes = self._lanes()
        self._allot(lanes)
        for position, row in enumerate(self.rows):
            self._mark_row(position, row)
        for lane in lanes:
            self._draw(lane)
        for lane in lanes:
            self._mark_shortcut(lane)
        hidden = sum(line.hidden for line in self.lines)
        kinds = {residual.kind for residual in self.residuals}
        return Rail(
            tuple(self._finish(line) for line in self.lines),
            hidden,
            tuple(kind for kind in ResidualKind if kind in kinds),
        )

    # Which lanes there are.

    def _lanes(self) -> list[_Lane]:
        lanes: list[_Lane] = []
        of_fork: dict[object, _Lane] = {}
        for position, residual in enumerate(self.residuals):
            end = self.row_of[residual.join]
            if end < 0:
                continue
            if self._is_inside(residual, end):
                self.lines[end].inside.append(position)
                continue
            self.lines[end].joins.append(position)
            shared = of_fork.get(residual.fork) if residual.kind is ResidualKind.CONCAT else None
            if shared is not None:
                shared.ends.append(end)
                shared.end = max(shared.end, end)
                shared.members.append(position)
                continue
            start = self._start(residual)
            lane = _Lane(start, end, residual.kind, [end], [position])
            lanes.append(lane)
            if residual.kind is ResidualKind.CONCAT:
                of_fork[residual.fork] = lane
        return lanes

    def _is_inside(self, residual: ResidualConnection, end: int) -> bool:
        """Tell whether one row holds the whole main path."""
        inner = (*residual.main[:1], *residual.shortcut[:1])
        return all(node >= self.rows[end].first_node for node in inner)

    def _start(self, residual: ResidualConnection) -> int:
        """Return the row at which the shortcut leaves.

        That is the head of the innermost group that holds both paths, where one stands between the
        tensor's row and the first row that reads it; else the tensor's row.
        """
        fork = max(self.row_of[residual.fork.node], 0)
        inner = (*residual.main[:1], *residual.shortcut[:1])
        if not inner:
            return fork
        head = self.row_of[min(inner)] - 1
        while head > fork and self.rows[head].kind is RowKind.GROUP:
            row = self.rows[head]
            if row.first_node <= min(inner) and residual.join < row.end_node:
                return head
            head -= 1
        return fork

    def _allot(self, lanes: Sequence[_Lane]) -> None:
        """Number the lanes, short ones first, each in the innermost lane that is free.

        A shortcut that encloses another meets all that the other meets, so it lies outside of it.
        """
        taken: list[list[tuple[int, int]]] = [[] for _ in range(self.limit + 1)]
        for lane in sorted(lanes, key=lambda lane: (lane.end - lane.start, -lane.start)):
            free = (at for at in range(1, self.limit + 1) if not _meets(lane, taken[at]))
            lane.number = next(free, None)
            if lane.number is not None:
                insort(taken[lane.number], (lane.start, lane.end))
                continue
            for end in lane.ends:
                self.lines[end].hidden += 1

    # Drawing.

    def _mark_row(self, position: int, row: Row) -> None:
        cell = self.lines[position].cells[0]
        if row.kind is RowKind.NOT_CALLED:
            return
        cell.lines = UP | DOWN
        if row.kind is RowKind.INPUT:
            cell.sign = "○"
        elif row.failed:
            cell.sign = FAILED
        elif row.leaf and not row.empty:
            cell.sign = "●"
        held = self.lines[position].joins or self.lines[position].inside
        if held and not row.failed:
            cell.kind = self._main_kind(held)
            cell.sign = JOIN[cell.kind]

    def _main_kind(self, positions: Sequence[int]) -> ResidualKind:
        return min((self.residuals[at].kind for at in positions), key=_PRECEDENCE.index)

    def _draw(self, lane: _Lane) -> None:
        if lane.number is None:
            return
        column = 2 * lane.number
        self._branch(lane, lane.start, column)
        for end in lane.ends:
            self._branch(lane, end, column)
        for position in range(lane.start, lane.end + 1):
            lines = (UP if position > lane.start else 0) | (DOWN if position < lane.end else 0)
            self._line(self.lines[position].at(column), lines, lane.kind)

    def _branch(self, lane: _Lane, position: int, column: int) -> None:
        line = self.lines[position]
        line.at(0).lines |= RIGHT
        for between in range(1, column):
            self._line(line.at(between), LEFT | RIGHT, lane.kind)
            line.at(between).across = lane.kind
        self._line(line.at(column), LEFT, lane.kind)

    @staticmethod
    def _line(cell: RailCell, lines: int, kind: ResidualKind) -> None:
        cell.lines |= lines
        if cell.kind is None or lines & (UP | DOWN):
            cell.kind = kind

    def _mark_shortcut(self, lane: _Lane) -> None:
        """Move the dots of operators on the shortcut from the main path to the lane."""
        for member in lane.members:
            residual = self.residuals[member]
            for position in self._rows_on_shortcut(residual, lane):
                cell = self.lines[position].cells[0]
                if cell.sign != "●":
                    continue
                cell.sign = ""
                if lane.number is not None:
                    at = self.lines[position].at(2 * lane.number)
                    at.sign = "◆" if residual.kind is ResidualKind.PROJECTION else "◇"

    def _rows_on_shortcut(self, residual: ResidualConnection, lane: _Lane) -> list[int]:
        counts = Counter(self.row_of[node] for node in residual.shortcut)
        return [
            position
            for position, count in counts.items()
            if lane.start < position < lane.end
            and count == self.rows[position].end_node - self.rows[position].first_node
        ]

    def _finish(self, line: _Line) -> RailLine:
        sign = line.cells[0].sign
        held = [*line.joins, *line.inside]
        number = sum(JOIN[self.residuals[position].kind] == sign for position in held)
        suffix = f"×{number}" if number > 1 else ""
        if line.hidden:
            suffix += f"+{line.hidden}"
        return RailLine(tuple(line.cells), suffix, tuple(line.joins), tuple(line.inside))


def _meets(lane: _Lane, taken: list[tuple[int, int]]) -> bool:
    """Tell whether the lane shares more than one row with an interval taken before."""
    at = bisect_left(taken, (lane.start, lane.end))
    neighbors = taken[max(at - 1, 0) : at + 1]
    return any(start < lane.end and lane.start < end for start, end in neighbors)


# Glyphs.

_LIGHT = "?╵╷│╴╯╮┤╶╰╭├─┴┬┼"
_HEAVY = "?╹╻┃╸┛┓┫╺┗┏┣━┻┳╋"
_DOUBLE = "?║║║═╝╗╣═╚╔╠═╩╦╬"
_DASHED = "?╵╷┆╴╯╮┤╶╰╭├┄┴┬┼"
_DOTTED = "?╵╷┊╴╯╮┤╶╰╭├┈┴┬┼"
_STROKES = {
    None: _LIGHT,
    ResidualKind.IDENTITY: _LIGHT,
    ResidualKind.PADDING: _DASHED,
    ResidualKind.PROJECTION: _HEAVY,
    ResidualKind.CONCAT: _DOUBLE,
    ResidualKind.GATE: _DOTTED,
    ResidualKind.FUSION: _DOTTED,
}

_CROSSINGS = {
    upright + level: crossing
    for uprights, levels, crossing in (
        ("│┆┊", "─┄┈", "┼"), ("┃", "─┄┈", "╂"), ("│┆┊", "━", "┿"), ("┃", "━", "╋"),
        ("║", "─┄┈━", "╫"), ("│┆┊┃", "═", "╪"), ("║", "═", "╬"),
    )
    for upright in uprights
    for level in levels
}  # fmt: skip
"""Where two lines cross, each keeps its stroke."""


def glyph(cell: RailCell) -> str:
    """Return the character of a cell."""
    if cell.sign:
        return cell.sign
    if cell.lines == UP | DOWN | LEFT | RIGHT:
        return _CROSSINGS[_STROKES[cell.kind][UP | DOWN] + _STROKES[cell.across][LEFT | RIGHT]]
    return _STROKES[cell.kind][cell.lines] if cell.lines else " "


STROKE = {
    ResidualKind.IDENTITY: "─", ResidualKind.PADDING: "┄", ResidualKind.PROJECTION: "━",
    ResidualKind.CONCAT: "═", ResidualKind.GATE: "┈", ResidualKind.FUSION: "┈",
}  # fmt: skip
"""A piece of each kind's line, for a legend."""

_ASCII_LINES = " |||-/\\|-\\/|-+++"
_ASCII_SIGNS = {"○": "o", "●": "*", "◆": "#", "◇": "=", "⊕": "+", "⊞": "&", "⊗": "x", "✗": "!"}
_ASCII_STROKES = {
    ResidualKind.PADDING: ("~", ":"), ResidualKind.PROJECTION: ("=", "H"),
    ResidualKind.CONCAT: ("=", "I"), ResidualKind.GATE: (".", ":"),
    ResidualKind.FUSION: (".", ":"),
}  # fmt: skip
"""Level and upright lines that differ from an identity's."""


def ascii_glyph(cell: RailCell) -> str:
    """Return the character of a cell for terminals that only have ASCII."""
    if cell.sign:
        return _ASCII_SIGNS[cell.sign]
    level, upright = _ASCII_STROKES.get(cell.kind, ("-", "|")) if cell.kind else ("-", "|")
    if cell.lines == LEFT | RIGHT:
        return level
    return upright if cell.lines == UP | DOWN else _ASCII_LINES[cell.lines]


def continuation(line: RailLine) -> RailLine:
    """Return what stands beside a second line of the same row: the lines that go on downwards."""
    cells = [
        RailCell(UP | DOWN if cell.lines & DOWN else 0, cell.kind if place else None)
        for place, cell in enumerate(line.cells)
    ]
    return RailLine(tuple(cells))
