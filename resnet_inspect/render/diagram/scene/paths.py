"""Lines with rounded corners, and arrow heads."""

from itertools import pairwise
from math import hypot

from resnet_inspect.render.diagram.scene.shapes import Command

Point = tuple[float, float]

_KAPPA = 0.5523
"""Control points at this share of the radius make a Bézier curve a quarter circle."""


def rounded(points: list[Point], radius: float) -> tuple[Command, ...]:
    """Return a path along ``points`` whose corners are rounded where there is room."""
    points = _distinct(points)
    commands: list[Command] = [("M", points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(radius, _distance(before, corner) / 2, _distance(corner, after) / 2)
        begin, end = _towards(corner, before, room), _towards(corner, after, room)
        control_1 = _towards(begin, corner, room * _KAPPA)
        control_2 = _towards(end, corner, room * _KAPPA)
        commands += [("L", begin), ("C", (*control_1, *control_2, *end))]
    commands.append(("L", points[-1]))
    return tuple(commands)


def arrow_head(tip: Point, origin: Point, size: float) -> tuple[Command, ...]:
    """Return a filled head at ``tip`` of a line that comes from ``origin``."""
    length = _distance(origin, tip) or 1.0
    along = ((tip[0] - origin[0]) / length, (tip[1] - origin[1]) / length)
    base = (tip[0] - along[0] * size, tip[1] - along[1] * size)
    side = (-along[1] * size * 0.42, along[0] * size * 0.42)
    return (
        ("M", tip),
        ("L", (base[0] + side[0], base[1] + side[1])),
        ("L", (base[0] - side[0], base[1] - side[1])),
        ("Z", ()),
    )


def _distinct(points: list[Point]) -> list[Point]:
    """Drop points that repeat the one before or lie on a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and _distance(kept[-1], point) < 1e-6:  # noqa: PLR2004 - a rounding error
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept if len(kept) > 1 else [points[0], points[-1]]


def _straight(a: Point, b: Point, c: Point) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])


def _distance(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


def _towards(a: Point, b: Point, distance: float) -> Point:
    length = _distance(a, b) or 1.0
    return (a[0] + (b[0] - a[0]) * distance / length, a[1] + (b[1] - a[1]) * distance / length)


def length(points: list[Point]) -> float:
    """Return the length of a line through ``points``."""
    return sum(_distance(a, b) for a, b in pairwise(points))
