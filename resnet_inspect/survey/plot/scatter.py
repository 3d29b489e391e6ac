"""A scatter plot as a scene, in a figure's themes: what every picture format draws."""

from collections.abc import Iterator
from itertools import pairwise

from resnet_inspect.render.diagram.scene.shapes import (
    Canvas,
    Circle,
    Command,
    Group,
    Item,
    Paint,
    Path,
    Rect,
    Scene,
    Tag,
    Text,
)
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.survey.plot.labels import Box, Label, place_labels
from resnet_inspect.survey.plot.points import Dot, Points

WIDTH, HEIGHT = 460.0, 312.0
FRAME = Box(58.0, 14.0, WIDTH - 14.0, HEIGHT - 36.0)
TYPE, SMALL = 9.0, 7.5
RADIUS, FRONT_RADIUS = 2.2, 3.2


def scatter(points: Points, theme: Theme) -> Scene:
    """Draw the networks and the front; names of the front first, then where there is room."""
    canvas = Canvas()
    front = theme.links["projection"].stroke or theme.text
    canvas.add(*_frame(points, theme), _front_line(points, front))
    for dot in reversed(points.dots):
        canvas.add(_dot(dot, theme, front))
    canvas.add(*_labels(points, theme))
    return Scene(
        width=WIDTH, height=HEIGHT, items=tuple(canvas.items), background=theme.background,
        title=f"{points.up.title} against {points.across.title}", description=_described(points),
    )  # fmt: skip


def _described(points: Points) -> str:
    names = ", ".join(dot.name for dot in points.front)
    return f"{len(points.dots)} networks; on the Pareto front: {names}."


def _at(dot: Dot) -> tuple[float, float]:
    return (
        FRAME.left + dot.x * (FRAME.right - FRAME.left),
        FRAME.bottom - dot.y * (FRAME.bottom - FRAME.top),
    )


def _frame(points: Points, theme: Theme) -> Iterator[Item]:
    paint = Paint(fill=theme.frame_fill, stroke=theme.frame)
    width, height = FRAME.right - FRAME.left, FRAME.bottom - FRAME.top
    yield Rect(FRAME.left, FRAME.top, width, height, paint)
    grid = Paint(stroke=theme.frame, width=0.4)
    for place, text in points.ticks(points.horizontal, points.across):
        x = FRAME.left + place * width
        yield _line((x, FRAME.top), (x, FRAME.bottom), grid)
        yield Text(x, FRAME.bottom + 11, text, SMALL, theme.muted)
    for place, text in points.ticks(points.vertical, points.up):
        y = FRAME.bottom - place * height
        yield _line((FRAME.left, y), (FRAME.right, y), grid)
        yield Text(FRAME.left - 5, y + 2.6, text, SMALL, theme.muted, "end")
    yield Text(
        (FRAME.left + FRAME.right) / 2, FRAME.bottom + 26, points.across.about, TYPE, theme.text
    )
    yield Text(8, FRAME.top - 4, points.up.about, TYPE, theme.text, "start")


def _front_line(points: Points, color: str) -> Path:
    """Join the front by steps: what lies on their other side is beaten."""
    places = [_at(dot) for dot in points.front]
    commands: list[Command] = [("M", places[0])]
    for (_, y), (x, below) in pairwise(places):
        commands += [("L", (x, y)), ("L", (x, below))]
    return Path(tuple(commands), Paint(stroke=color, width=0.9, dash=(3, 2)))


def _front_boxes(points: Points) -> list[Box]:
    """Return the front's steps as what no label may cover."""
    places = [_at(dot) for dot in points.front]
    steps = [
        corner for (x, y), (to_x, to_y) in pairwise(places)
        for corner in (((x, y), (to_x, y)), ((to_x, y), (to_x, to_y)))
    ]  # fmt: skip
    return [
        Box(min(x, to_x) - 0.5, min(y, to_y) - 0.5, max(x, to_x) + 0.5, max(y, to_y) + 0.5)
        for (x, y), (to_x, to_y) in steps
    ]


def _dot(dot: Dot, theme: Theme, front: str) -> Group:
    x, y = _at(dot)
    radius = FRONT_RADIUS if dot.on_front else RADIUS
    paint = Paint(fill=front if dot.on_front else theme.muted, stroke=theme.background, width=0.5)
    return Group(Tag(kind="network", title=dot.name), (Circle(x, y, radius, paint),))


def _labels(points: Points, theme: Theme) -> Iterator[Item]:
    places = [_at(dot) for dot in points.dots]
    radius = RADIUS + 0.5
    taken = [Box(x - radius, y - radius, x + radius, y + radius) for x, y in places]
    taken += _front_boxes(points)
    wanted = [
        Label(x, y, text_width(dot.name, SMALL, bold=dot.on_front), SMALL)
        for dot, (x, y) in zip(points.dots, places, strict=True)
    ]
    for dot, place in zip(points.dots, place_labels(wanted, taken, FRAME), strict=True):
        if place is None:
            continue
        if line := place.leader:
            yield _line(line.start, line.end, Paint(stroke=theme.muted, width=0.4))
        color, box = theme.text if dot.on_front else theme.muted, place.box
        yield Text(box.left, box.bottom - 1.6, dot.name, SMALL, color, "start", dot.on_front)


def _line(start: tuple[float, float], end: tuple[float, float], paint: Paint) -> Path:
    return Path((("M", start), ("L", end)), paint)
