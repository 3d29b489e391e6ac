"""The table as an HTML fragment for notebooks: its style is inline, and suits light and dark.

The rail is drawn in SVG, a small picture beside each row, so that its lines meet whatever the font.
"""

from collections.abc import Iterator
from html import escape as escape_html

from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.layout import text_width
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.render.table.rail import DOWN, LEFT, RIGHT, UP, RailCell, RailLine
from resnet_inspect.visible import visible

ROW_HEIGHT = 22
CELL_WIDTH = 8
BAR_WIDTH = 64
_BAR_ROOM = (
    f'<span style="display:inline-block;width:{BAR_WIDTH}px;margin-left:.6em;text-align:left">'
    "{}</span>"
)
_MIDDLE = ROW_HEIGHT / 2

COLORS = {
    Tone.ERROR: "#d73a49", Tone.WARNING: "#c2670a", Tone.BAR: "#5f87af", Tone.IDENTITY: "#1f9d55",
    Tone.ADDED: "#1f9d55", Tone.REMOVED: "#d73a49", Tone.CHANGED: "#c2670a",
    Tone.PADDING: "#0f9da8", Tone.PROJECTION: "#b35fc9", Tone.CONCAT: "#3b82f6",
    Tone.GATE: "#d08700", Tone.FUSION: "#8a8f98",
}  # fmt: skip
"""Of middle lightness: to be read on white and on black."""

_STROKES = {
    Tone.PROJECTION: 'stroke-width="3"', Tone.PADDING: 'stroke-dasharray="4 2"',
    Tone.GATE: 'stroke-dasharray="1.5 2.5"', Tone.FUSION: 'stroke-dasharray="1.5 2.5"',
}  # fmt: skip
_LINE = 'stroke-width="1.5"'
_JOINS = {"⊕", "⊞", "⊗", "✗"}


def escape(text: str) -> str:
    """Write text as HTML, in which nothing acts: neither markup nor marks of direction."""
    return escape_html(visible(text))


def render(report: Inspection, view: View | None = None) -> str:
    """Return one ``div`` that holds the table of layers."""
    return render_table(layer_table(report, view or View()))


def render_table(table: Table) -> str:
    """Return any table as HTML."""
    return "".join(_parts(table))


def _parts(table: Table) -> Iterator[str]:
    yield '<div class="resnet-inspect" style="overflow-x:auto;font-size:13px;line-height:1.4">'
    yield f'<div style="font-weight:600;font-size:15px">{escape(table.title)}</div>'
    yield from _facts(table.header)
    if table.rows:
        yield from _table(table)
    yield from _facts(table.footer)
    yield "</div>\n"


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        style = "opacity:.65;display:inline-block;min-width:7em"
        label = f'<span style="{style}">{escape(fact.label)}</span>'
        yield f'<div style="{_color(fact.tone)}">{label}{escape(fact.text)}</div>'


def _table(table: Table) -> Iterator[str]:
    has_rail = any(row.rail for row in table.rows)
    yield '<table style="border-collapse:collapse;margin:.6em 0;font-variant-numeric:tabular-nums">'
    yield "<thead><tr>"
    if has_rail:
        yield "<th></th>"
    for column in table.columns:
        style = f"{_cell_style(column)}font-weight:600;opacity:.65"
        room = _BAR_ROOM.format("") if column.bar else ""
        yield f'<th style="{style}">{escape(column.title)}{room}</th>'
    yield "</tr></thead><tbody>"
    width = max((_rail_width(row.rail) for row in table.rows if row.rail), default=0)
    longest = _longest(table)
    for row in table.rows:
        yield from _row(table, row, width if has_rail else None, longest)
    yield "</tbody></table>"


def _rail_width(line: RailLine) -> int:
    return CELL_WIDTH * (len(line.cells) + text_width(line.suffix) + 1)


def _longest(table: Table) -> dict[str, float]:
    rows = [row.item for row in table.rows if not row.open]
    return {
        column.name: max(map(column.bar, rows), default=0.0)
        for column in table.columns
        if column.bar is not None
    }


def _row(
    table: Table, row: TableRow, width: int | None, longest: dict[str, float]
) -> Iterator[str]:
    style = _color(row.tone) + ("font-weight:600;" if row.open else "")
    yield f'<tr style="{style}background:none">'
    if width is not None:
        drawing = _rail(row.rail, width) if row.rail else ""
        yield f'<td style="padding:0;line-height:0;vertical-align:top">{drawing}</td>'
    for place, column in enumerate(table.columns):
        indent = f"padding-left:{0.6 + 1.2 * row.indent:.1f}em;" if place == 0 else ""
        bar = _bar(column, row, longest) if column.bar else ""
        text = escape(column.longest_cell(row.item))
        yield f'<td style="{_cell_style(column)}{indent}">{text}{bar}</td>'
    yield "</tr>"
    for note in row.notes:
        gap = "<td></td>" if width is not None else ""
        yield (
            f'<tr style="{style}background:none">{gap}<td colspan="{len(table.columns)}" '
            f'style="text-align:left;padding:0 .6em 0 {1.8 + 1.2 * row.indent:.1f}em">'
            f"{escape(note)}</td></tr>"
        )


def _cell_style(column: Column) -> str:
    side = "right" if column.numeric else "left"
    return f"text-align:{side};padding:0 .6em;height:{ROW_HEIGHT}px;white-space:nowrap;"


def _color(tone: Tone) -> str:
    if tone is Tone.DIM:
        return "opacity:.65;"
    return f"color:{COLORS[tone]};" if tone in COLORS else ""


def _bar(column: Column, row: TableRow, longest: dict[str, float]) -> str:
    most = longest.get(column.name) or 1.0
    share = column.bar(row.item) / most if column.bar and not row.open else 0.0
    return _BAR_ROOM.format(
        f'<span style="display:inline-block;height:.8em;width:{BAR_WIDTH * share:.0f}px;'
        f'background:{COLORS[Tone.BAR]};vertical-align:-.05em"></span>'
    )


# The rail.


def _rail(line: RailLine, width: int) -> str:
    parts = [_cell(cell, place) for place, cell in enumerate(line.cells)]
    if line.suffix:
        tone = _tone(line.cells[0])
        at = CELL_WIDTH * len(line.cells) + 7
        parts.append(
            f'<text x="{at}" y="{_MIDDLE + 4}" font-size="11" fill="{_paint(tone)}">'
            f"{escape(line.suffix)}</text>"
        )
    return (
        f'<svg width="{width}" height="{ROW_HEIGHT}" role="img" aria-label="{_spoken(line)}" '
        f'fill="none">{"".join(parts)}</svg>'
    )


def _spoken(line: RailLine) -> str:
    return " ".join(cell.sign for cell in line.cells if cell.sign)


def _tone(cell: RailCell) -> Tone:
    return Tone(cell.kind.value) if cell.kind else Tone.NORMAL


def _paint(tone: Tone) -> str:
    return COLORS.get(tone, "currentColor")


def _cell(cell: RailCell, place: int) -> str:
    """Draw lines from the sign, or the middle, to the edges, and the sign."""
    x = CELL_WIDTH * place + CELL_WIDTH
    radius = _radius(cell.sign)
    side = CELL_WIDTH / 2
    ways = [
        f"M{x} {_MIDDLE - radius:g}V0" if cell.lines & UP else "",
        f"M{x} {_MIDDLE + radius:g}V{ROW_HEIGHT}" if cell.lines & DOWN else "",
        f"M{x - radius:g} {_MIDDLE:g}H{x - side:g}" if cell.lines & LEFT else "",
        f"M{x + radius:g} {_MIDDLE:g}H{x + max(side, radius):g}" if cell.lines & RIGHT else "",
    ]
    tone = _tone(cell)
    across = Tone(cell.across.value) if cell.across else tone
    lines = _path("".join(ways[:2]), tone if place else Tone.NORMAL)
    lines += _path("".join(ways[2:]), across if place else Tone.NORMAL)
    return lines + (_sign(cell.sign, x, tone) if cell.sign else "")


def _path(way: str, tone: Tone) -> str:
    if not way:
        return ""
    return f'<path d="{way}" stroke="{_paint(tone)}" {_STROKES.get(tone, _LINE)}/>'


def _radius(sign: str) -> float:
    if not sign:
        return 0.0
    return 5.5 if sign in _JOINS else 5.0 if sign in {"◆", "◇"} else 3.5


def _sign(sign: str, x: int, tone: Tone) -> str:
    paint = _paint(Tone.ERROR if sign == "✗" else tone)
    if sign in _JOINS:
        return _join(sign, x, paint)
    fill = paint if sign in {"●", "◆"} else "none"
    if sign in {"◆", "◇"}:
        points = f"M{x} {_MIDDLE - 5:g}l5 5l-5 5l-5 -5z"
        return f'<path d="{points}" fill="{fill}" stroke="{paint}" {_LINE}/>'
    return f'<circle cx="{x}" cy="{_MIDDLE:g}" r="3.5" fill="{fill}" stroke="{paint}"/>'


def _join(sign: str, x: int, paint: str) -> str:
    """Draw a join: a circle or, for a concatenation, a square, with what it does inside."""
    y = _MIDDLE
    shape = (
        f'<rect x="{x - 5}" y="{y - 5:g}" width="10" height="10"'
        if sign == "⊞"
        else f'<circle cx="{x}" cy="{y:g}" r="5.5"'
    )
    cross = (
        f"M{x - 3} {y - 3:g}l6 6m0 -6l-6 6" if sign in {"⊗", "✗"} else f"M{x - 5} {y:g}h10m-5 -5v10"
    )
    return f'{shape} stroke="{paint}" {_LINE}/><path d="{cross}" stroke="{paint}" {_LINE}/>'
