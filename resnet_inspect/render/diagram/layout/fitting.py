"""How a network's columns are divided so that the figure prints large on its page."""

from collections.abc import Iterator

from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.model import Content
from resnet_inspect.render.diagram.layout.columns import (
    Column,
    Piece,
    Placed,
    arrange,
    fill_columns,
    lay_out_units,
)
from resnet_inspect.render.diagram.layout.page import MARGIN, Page
from resnet_inspect.render.diagram.layout.routing import Router, count_lanes, extra_depth, far_links

EXACT = 4.0
"""Points; the heights of columns are balanced no finer."""

MOST_FOR_BREAKS = 0.15
"""What divided stages count at most: a stage of forty blocks has to be divided."""

LEGIBLE = 0.86
"""Below this scale the smallest type, 7 pt, prints at less than 6 pt."""

STRETCHES = (1.0, 1.09, 1.25, 1.5, 2.0, 3.0, 5.0, 8.0)
"""How much wider than the page a figure may be laid out, to be printed smaller."""


def fitted(graph: Graph, content: Content, page: Page, *, shapes: bool) -> Placed:
    """Return the arrangement that reads best on the page."""
    pieces = lay_out_units(graph, content, shapes=shapes)
    area = Page(page.width - 2 * MARGIN, page.height - 80)
    candidates = [
        _Candidate(content, columns, area, stretch)
        for columns in _divisions(content, pieces, area)
        for stretch in STRETCHES
    ]
    best = max(candidates, key=lambda candidate: candidate.score)
    placed = best.place()
    Router(content, placed, best.far).run()
    placed.height = _extent(placed)
    return placed


def _extent(placed: Placed) -> float:
    """Return how far down anything reaches."""
    pieces = [piece.bottom for column in placed.columns for piece in column.pieces]
    lines = [point[1] for route in placed.routes for point in route.points]
    shapes = [point[1] + 2 for point, _ in placed.shapes]
    return max([*pieces, *lines, *shapes])


class _Candidate:
    """One way of dividing a network into columns."""

    def __init__(self, content: Content, columns: list[Column], area: Page, stretch: float) -> None:
        self.columns = columns
        self.named = any(section.name for section in content.sections)
        self.far = far_links(columns)
        self.lanes = count_lanes(columns, self.far)
        self.area = area
        self.stretch = stretch
        placed = self.place()
        scale = min(1.0, area.width / placed.width, area.height / placed.height)
        used = sum(c.height * (c.left + c.right) for c in columns)
        self.score = (
            scale
            - (0.0 if scale >= LEGIBLE else 0.2)
            - 0.08 * placed.columns[-1].tier
            - min(0.10 * self._breaks(), MOST_FOR_BREAKS)
            - 0.15 * placed.height * scale / area.height
            + 0.05 * used / (placed.width * placed.height)
        )

    def place(self) -> Placed:
        width = self.area.width * self.stretch
        placed = arrange(self.columns, self.lanes, width, named=self.named)
        placed.height += extra_depth(self.far)
        return placed

    def _breaks(self) -> int:
        return sum(
            before.pieces[-1].section == after.pieces[0].section
            for before, after in zip(self.columns, self.columns[1:], strict=False)
        )


def _divisions(content: Content, pieces: list[Piece], area: Page) -> Iterator[list[Column]]:
    """Yield ways to divide units into columns: one a section, and each number of columns."""
    yield fill_columns(content, pieces, area.height, packed=False)
    whole = sum(piece.layout.height + 60 for piece in pieces)
    counts: set[int] = set()
    for number in (*range(1, 13), 15, 19, 24, 30, 38, 48, 60):
        if number > len(pieces):
            break
        columns = _shortest(content, pieces, whole, number)
        if len(columns) not in counts:
            counts.add(len(columns))
            yield columns


def _shortest(content: Content, pieces: list[Piece], whole: float, number: int) -> list[Column]:
    """Return the division into at most ``number`` columns whose highest is least."""
    low, high = whole / number / 2, whole
    best = fill_columns(content, pieces, high, packed=True)
    while high - low > EXACT:
        limit = (low + high) / 2
        columns = fill_columns(content, pieces, limit, packed=True)
        if len(columns) <= number:
            best, high = columns, limit
        else:
            low = limit
    return best
