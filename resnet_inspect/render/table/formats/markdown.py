"""The table in Markdown, for a README or an issue."""

from collections.abc import Iterator

from resnet_inspect.inspection import Inspection
from resnet_inspect.render.table.charset import UNICODE
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.model import Fact, Table, TableRow
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.render.table.rail import RailLine
from resnet_inspect.visible import visible

_BLANK = "\N{NO-BREAK SPACE}"
_ESCAPES = str.maketrans({
    "\\": "\\\\", "|": "\\|", "*": "\\*", "_": "\\_", "`": "\\`", "<": "&lt;", ">": "&gt;",
    "[": "\\[", "]": "\\]", "\n": " ",
})  # fmt: skip


def render(report: Inspection, view: View | None = None) -> str:
    """Return the table of layers; the text ends in a newline."""
    return render_table(layer_table(report, view or View()))


def render_table(table: Table) -> str:
    """Return any table in Markdown."""
    return "".join(f"{line}\n" for line in _lines(table))


def escape(text: str) -> str:
    """Write a text such that Markdown shows it as it is."""
    return visible(text).translate(_ESCAPES)


def _lines(table: Table) -> Iterator[str]:
    if table.title:
        yield f"**{escape(table.title)}**"
        yield ""
    yield from _facts(table.header)
    if table.rows:
        yield from _rows(table)
        yield ""
    yield from _facts(table.footer)


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        label = f"{escape(fact.label)}: " if fact.label else ""
        yield f"- {label}{escape(fact.text)}"
    if facts:
        yield ""


def _rows(table: Table) -> Iterator[str]:
    has_rail = any(row.rail for row in table.rows)
    titles = [column.title for column in table.columns]
    marks = ["---:" if column.numeric else "---" for column in table.columns]
    yield _line([""] * has_rail + titles)
    yield _line(["---"] * has_rail + marks)
    for row in table.rows:
        yield _line([_rail(row.rail)] * has_rail + _cells(table, row))
        for note in row.notes:
            yield _line([""] * has_rail + [f"*{escape(note)}*"] + [""] * (len(titles) - 1))


def _cells(table: Table, row: TableRow) -> list[str]:
    cells = [escape(column.longest_cell(row.item)) for column in table.columns]
    strong = f"**{cells[0]}**" if row.open and cells[0] else cells[0]
    return [f"{_BLANK * (4 * row.indent)}{strong}", *cells[1:]]


def _rail(line: RailLine | None) -> str:
    """Write the rail as code, so that its characters have one width and stay apart."""
    if line is None:
        return ""
    text = "".join(UNICODE.rail(cell) for cell in line.cells) + line.suffix
    return f"`{text.rstrip().replace(' ', _BLANK)}`" if text.strip() else ""


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
