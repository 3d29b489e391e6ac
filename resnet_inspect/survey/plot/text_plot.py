"""A scatter plot in characters, for a terminal."""

from resnet_inspect.render.table.charset import Charset
from resnet_inspect.survey.plot.labels import Box, is_free
from resnet_inspect.survey.plot.points import Dot, Points

ROWS = 20
SIDE = 11
"""Columns of characters to the left of the frame, for the ticks."""


def text_plot(points: Points, width: int, charset: Charset) -> str:
    """Return the plot as lines of at most ``width`` characters, names where there is room."""
    ascii_only = charset.name == "ascii"
    front, other = ("#", ".") if ascii_only else ("●", "·")
    upright, corner, flat = ("|", "+", "-") if ascii_only else ("│", "└", "─")
    columns = max(20, width - SIDE - 2)
    grid = [[" "] * columns for _ in range(ROWS)]
    for dot in reversed(points.dots):
        x, y = _cell(dot, columns)
        grid[y][x] = front if dot.on_front else other
    _write_names(points, grid)
    ticks = {ROWS - 1 - round(at * (ROWS - 1)): text for at, text in _up(points)}
    lines = [
        f"{ticks.get(number, '')[: SIDE - 1]:>{SIDE - 1}} {upright}{''.join(line)}".rstrip()
        for number, line in enumerate(grid)
    ]
    said = f"{points.up.title} against {points.across.title}; {front} Pareto front"
    below = [f"{'':{SIDE}}{corner}{flat * columns}", f"{'':{SIDE}} {_across(points, columns)}"]
    return "\n".join([said, "", *lines, *(line.rstrip() for line in below)]) + "\n"


def _up(points: Points) -> list[tuple[float, str]]:
    return points.ticks(points.vertical, points.up)


def _cell(dot: Dot, columns: int) -> tuple[int, int]:
    return round(dot.x * (columns - 1)), ROWS - 1 - round(dot.y * (ROWS - 1))


def _across(points: Points, columns: int) -> str:
    """Return the line of ticks; one that would touch the one before is left out."""
    line = ""
    for at, text in points.ticks(points.horizontal, points.across):
        start = min(round(at * (columns - 1)), columns - len(text))
        if start > len(line) or not line:
            line = f"{line:<{start}}{text}"
    return line


def _write_names(points: Points, grid: list[list[str]]) -> None:
    """Write names beside their points, in their line or the next, where nothing stands yet."""
    cells = [_cell(dot, len(grid[0])) for dot in points.dots]
    taken = [Box(x, y, x + 1, y + 1) for x, y in cells]
    frame = Box(-1, 0, len(grid[0]) + 1, ROWS)
    for dot, (x, y) in zip(points.dots, cells, strict=True):
        places = (box for box in _beside(x, y, len(dot.name)) if box.left >= -1)
        box = next((box for box in places if is_free(box, taken, frame)), None)
        if box is not None:
            left, top = int(box.left) + 1, int(box.top)
            grid[top][left : left + len(dot.name)] = dot.name
            taken.append(box)


def _beside(x: int, y: int, size: int) -> list[Box]:
    """Return places to the right, to the left, above and below, with a blank at each end."""
    middle = x - size // 2
    starts = (
        (x + 2, y),
        (x - size - 1, y),
        (middle, y - 1),
        (middle, y + 1),
        (x, y - 1),
        (x, y + 1),
    )
    return [Box(left - 1, top, left + size + 1, top + 1) for left, top in starts]
