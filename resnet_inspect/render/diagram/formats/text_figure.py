"""The overview of a network in characters: a column for each block, as high as its map is large."""

from dataclasses import dataclass
from math import log2

from resnet_inspect.analysis.facts import ResidualKind
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.model import Level
from resnet_inspect.render.diagram.figure import contents_of
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.painting.overview import Bar, Overview, Part
from resnet_inspect.render.diagram.scene.theme import load_theme
from resnet_inspect.render.table.charset import ASCII, UNICODE, Charset
from resnet_inspect.units import plural

MOST_BARS = 10
MOST_ROWS = 11
GAP = 3


@dataclass(frozen=True, slots=True)
class _Signs:
    """The characters of a drawing."""

    bar: str
    layer: str
    failed: str
    guessed: str
    dots: str
    line: str
    head: str
    arcs: dict[ResidualKind, str]
    left: str
    joint: str
    right: str


_UNICODE = _Signs(
    bar="█", layer="▒", failed="!", guessed="░", dots="…", line="─", head="▶",
    arcs={
        ResidualKind.IDENTITY: "─", ResidualKind.PADDING: "┈", ResidualKind.PROJECTION: "┅",
        ResidualKind.CONCAT: "═", ResidualKind.GATE: "┄", ResidualKind.FUSION: "╌",
    },
    left="╭", joint="┬", right="╮",
)  # fmt: skip
_ASCII = _Signs(
    bar="#", layer=":", failed="!", guessed=".", dots="~", line="-", head=">",
    arcs={
        ResidualKind.IDENTITY: "-", ResidualKind.PADDING: ".", ResidualKind.PROJECTION: "=",
        ResidualKind.CONCAT: "c", ResidualKind.GATE: "~", ResidualKind.FUSION: "+",
    },
    left=".", joint="+", right=".",
)  # fmt: skip
_WORDS = {
    ResidualKind.IDENTITY: "identity", ResidualKind.PADDING: "padding",
    ResidualKind.PROJECTION: "projection", ResidualKind.CONCAT: "concatenation",
    ResidualKind.GATE: "gate", ResidualKind.FUSION: "fusion",
}  # fmt: skip


def render_text(
    report: Inspection, width: int = 100, charset: Charset = UNICODE, name: str = ""
) -> str:
    """Return the network's overview as lines of text.

    Args:
        report: The network.
        width: Columns of the terminal; a longer network goes on below.
        charset: The characters that can be shown.
        name: What the network is called; empty for its own name.
    """
    content = contents_of(report, Options(level=Level.STAGE))
    overview = Overview(report.graph, content, load_theme("paper"), 1e9, MOST_BARS)
    drawing = _Drawing(overview, _ASCII if charset is ASCII else _UNICODE)
    lines = [name or content.title, content.subtitle, "", *drawing.lines(width), *drawing.legend()]
    return "".join(f"{charset.text(line).rstrip()}\n" for line in lines)


class _Drawing:
    def __init__(self, overview: Overview, signs: _Signs) -> None:
        self.overview = overview
        self.signs = signs
        self.rows = self._height(overview.largest)

    def lines(self, width: int) -> list[str]:
        lines: list[str] = []
        for row in self._wrapped(width):
            pieces = [self._part(part) for part in row]
            high = max(len(piece) for piece in pieces)
            for number in range(high):
                texts = (piece[number] if number < len(piece) else "" for piece in pieces)
                widths = map(self._width, row)
                cells = [text.center(wide) for text, wide in zip(texts, widths, strict=True)]
                if line := self._joined(row, cells, number).rstrip():
                    lines.append(line)
            lines.append("")
        return lines

    def legend(self) -> list[str]:
        kinds = {bar.kind for part in self.overview.parts for bar in part.bars if bar.kind}
        shown = [f"{self.signs.arcs[kind] * 3} {_WORDS[kind]}" for kind in _WORDS if kind in kinds]
        if self.overview.longs:
            long = sum(len(link.residuals) for link in self.overview.longs)
            shown += [f"{plural(long, 'skip')} from further away not drawn"] if long else []
        return ["   ".join(shown)] if shown else []

    def _wrapped(self, width: int) -> list[list[Part]]:
        rows: list[list[Part]] = [[]]
        used = 0
        for part in self.overview.parts:
            own = self._width(part)
            if rows[-1] and used + GAP + own > width:
                rows.append([])
                used = 0
            used += own + GAP * bool(rows[-1])
            rows[-1].append(part)
        return rows

    def _width(self, part: Part) -> int:
        return max(2 * len(part.bars) + 1, len(part.section.name), *map(len, part.lines), 1)

    def _height(self, size: int) -> int:
        doublings = log2(max(1, size / max(1, self.overview.smallest)))
        most = max(1.0, log2(max(1, self.overview.largest / max(1, self.overview.smallest))))
        step = min(2.0, (MOST_ROWS - 1) / most)
        return 1 + 2 * round(doublings * step / 2)

    def _part(self, part: Part) -> list[str]:
        """Return arcs, bars and captions, top to bottom, all of one width."""
        tops = [(self.rows - self._height(bar.size)) // 2 for bar in part.bars]
        grid = [[" "] * (2 * len(part.bars) + 1) for _ in range(self.rows + 1)]
        for number, (bar, top) in enumerate(zip(part.bars, tops, strict=True)):
            dots = bar.plural > 1
            for row in [self.rows // 2] if dots else range(top, self.rows - top):
                grid[row + 1][2 * number + 1] = self._sign(bar)
        self._arcs(part, grid, min(tops))
        middle = grid[self.rows // 2 + 1]
        for column in range(2, 2 * len(part.bars), 2):
            middle[column] = self.signs.line
        return ["".join(row) for row in grid] + [part.section.name, *part.lines]

    def _sign(self, bar: Bar) -> str:
        signs = self.signs
        if bar.plural > 1:
            return signs.dots
        if bar.failed:
            return signs.failed
        if bar.assumed:
            return signs.guessed
        return signs.bar if bar.path else signs.layer

    def _arcs(self, part: Part, grid: list[list[str]], top: int) -> None:
        row, signs = grid[top], self.signs
        for number, bar in enumerate(part.bars):
            if bar.kind is None:
                continue
            left, right = 2 * number, 2 * number + 2
            row[left] = signs.joint if row[left] == signs.right else signs.left
            row[left + 1] = signs.arcs[bar.kind]
            row[right] = signs.right

    def _joined(self, parts: list[Part], cells: list[str], number: int) -> str:
        """Put sections side by side, with an arrow at half height between those that connect."""
        middle = number == self.rows // 2 + 1
        line = ""
        for part, cell in zip(parts, cells, strict=True):
            fed = self.overview.parts.index(part) in self.overview.fed
            if not middle or not fed:
                line += " " * GAP * bool(line) + cell
                continue
            lead = len(cell) - len(cell.lstrip())
            before = len(line) - len(line.rstrip())
            room = before + GAP * bool(line) + lead
            arrow = self.signs.line * max(0, room - 3) + self.signs.head if room > 2 else ""  # noqa: PLR2004 - the least arrow
            line = line.rstrip() + (" " + arrow + " " if arrow else " " * room) + cell.lstrip()
            line = line.ljust(
                sum(map(len, cells[: parts.index(part) + 1])) + GAP * parts.index(part)
            )
        return line
