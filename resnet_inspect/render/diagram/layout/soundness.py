"""Whether a unit's layout can be shown: nothing lies on anything else, and nothing is missing."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations, pairwise

from resnet_inspect.render.diagram.content.model import Link
from resnet_inspect.render.diagram.layout.boxes import Box, UnitLayout
from resnet_inspect.render.diagram.scene.paths import Point

_SLACK = 0.3


def is_sound(layout: UnitLayout, links: Iterable[Link]) -> bool:
    """Tell whether every link has one route, no box lies on another, and no route crosses one."""
    drawn = Counter(route.link for route in layout.routes if route.arrow)
    if layout.entered is not None:
        drawn[layout.entered] += 1
    boxes = list(layout.boxes.values())
    return (
        drawn == Counter(links)
        and not any(_overlap(one, other) for one, other in combinations(boxes, 2))
        and not any(
            _crosses(box, begin, end)
            for route in layout.routes
            for begin, end in pairwise(route.points)
            for box in boxes
        )
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def _crosses(box: Box, begin: Point, end: Point) -> bool:
    return (
        min(begin[0], end[0]) < box.right - _SLACK
        and max(begin[0], end[0]) > box.left + _SLACK
        and min(begin[1], end[1]) < box.bottom - _SLACK
        and max(begin[1], end[1]) > box.y + _SLACK
    )
