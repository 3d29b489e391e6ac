"""The paper's table for a terminal."""

from collections.abc import Iterator, Sequence

from resnet_inspect.render.paper_table.division import divided
from resnet_inspect.render.paper_table.model import Cell, Grid, Row, Stack
from resnet_inspect.render.table.charset import ASCII, UNICODE, Charset

_BRACKETS = {
    "unicode": (("⎡", "⎤"), ("⎢", "⎥"), ("⎣", "⎦"), ("[", "]")),
    "ascii": (("[", "]"),) * 4,
}
_GAP = "   "


def render(table: Grid, charset: Charset = UNICODE, columns: int = 0) -> str:
    """Return the table as lines of text; blocks stand in tall brackets.

    Args:
        table: What to print.
        charset: The characters that can be shown.
        columns: The width of the terminal, which divides a table that is wider; 0 for any.
    """
    if not columns or not table.networks:
        return _whole(table, charset)
    parts = divided(table, lambda some: _width(_whole(some, charset)) <= columns)
    return "\n".join(_whole(part, charset) for part in parts)


def _width(text: str) -> int:
    return max(map(len, text.splitlines()))


def _whole(table: Grid, charset: Charset) -> str:
    names = map(charset.text, table.networks)
    grid = [[["layer"], ["output size"], *([name] for name in names)]]
    grid += [_row(row, charset) for row in table.rows]
    totals = [[[total.title], *([value] for value in total.values)] for total in table.totals]
    widths = _widths(grid, totals)
    rule = charset.rule * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [table.caption, ""] if table.caption else []
    lines += [*_lines(grid[0], widths), rule]
    for number, (row, cells) in enumerate(zip(table.rows, grid[1:], strict=True)):
        lines += [""] * bool(number)
        if row.common:
            lines += _spanning([[""], [""], [row.common.lines[0]]], widths)
        lines += _spanning(cells, widths) if row.shared else _lines(cells, widths)
    below = [sum(widths[:2]) + len(_GAP), *widths[2:]]
    lines += [rule, *(line for total in totals for line in _lines(total, below, names=1))]
    if charset is ASCII:
        lines = [_without_powers(line) for line in lines]
    return "".join(f"{charset.text(line).rstrip()}\n" for line in lines)


def _without_powers(text: str) -> str:
    """Write raised digits behind a caret: 10^6."""
    return (
        text.replace("10⁶", "10^6")
        .replace("10⁹", "10^9")
        .replace("10³", "10^3")
        .replace("10¹²", "10^12")
    )


def _row(row: Row, charset: Charset) -> list[list[str]]:
    return [[charset.text(row.layer)], [row.size], *(_cell(cell, charset) for cell in row.own)]


def _cell(cell: Cell, charset: Charset) -> list[str]:
    return [line for stack in cell for line in _stack(stack, charset)] or ["–"]


def _stack(stack: Stack, charset: Charset) -> Iterator[str]:
    if not stack.bracketed:
        yield stack.lines[0]
        return
    top, middle, bottom, single = _BRACKETS[charset.name]
    width, last = max(map(len, stack.lines)), len(stack.lines) - 1
    times = f" ×{stack.times}"
    for number, line in enumerate(stack.lines):
        left, right = (
            single if not last else top if number == 0 else bottom if number == last else middle
        )
        suffix = times if number == last // 2 else " " * len(times)
        yield f"{left}{line.center(width)}{right}{suffix}"


def _spanning(row: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """Write what all networks share once, in the middle of their columns."""
    whole = sum(widths[2:]) + len(_GAP) * (len(widths) - 3)
    yield from _lines(row[:3], [*widths[:2], whole])


_Rows = Sequence[Sequence[Sequence[str]]]


def _widths(grid: _Rows, totals: _Rows) -> list[int]:
    """Return the columns' widths; a total's title spans the first two."""
    first, second, *others = map(_widest, zip(*grid, strict=True))
    titles, *values = map(_widest, zip(*totals, strict=True))
    second = max(second, titles - first - len(_GAP))
    return [first, second, *map(max, others, values)]


def _widest(column: Sequence[Sequence[str]]) -> int:
    return max(len(line) for cell in column for line in cell)


def _lines(row: Sequence[Sequence[str]], widths: Sequence[int], names: int = 2) -> Iterator[str]:
    """Lay the cells of one row side by side: names to the left, others in the middle."""
    height = max(map(len, row))
    padded = [_centered(cell, height) for cell in row]
    for number in range(height):
        parts = [
            cell[number].ljust(width) if place < names else cell[number].center(width)
            for place, (cell, width) in enumerate(zip(padded, widths, strict=True))
        ]
        yield _GAP.join(parts)


def _centered(cell: Sequence[str], height: int) -> list[str]:
    above = (height - len(cell)) // 2
    return [""] * above + list(cell) + [""] * (height - len(cell) - above)
