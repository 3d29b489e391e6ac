"""Places for labels beside their points, so that no label covers another or a point.

Greedy: the more important label chooses first, among places around its point. What finds none close
by chooses again after all others, farther out, where a leader joins label and point and crosses
nothing; what finds none there either is left out. Exact placement is NP-hard (Formann and Wagner
1991, A packing problem with applications to lettering of maps), and for a figure greedy is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

NEAR = (5.0, 7.0)
"""How far the nearest edge of a label may lie from its point that has no leader, in points."""

FAR = (11.0, 15.0, 20.0, 26.0, 33.0, 41.0)
"""The same of a label with a leader."""

DIRECTIONS = (0, 180, 90, 270, 45, 135, 315, 225)
BETWEEN = (22.5, 157.5, 337.5, 202.5, 67.5, 112.5, 292.5, 247.5)
"""Degrees, counterclockwise from the right, the best first."""

BEGIN = 4.0
"""How far from its point's center a leader begins."""

AIR = 1.5
"""What a leader leaves free before its own label and beside others."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its edges; ``y`` points down."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two rectangles share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Tell whether it lies inside of another rectangle."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A text's size and the point that it belongs to."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line from a point to its label."""

    start: tuple[float, float]
    end: tuple[float, float]

    def meets(self, box: Box) -> bool:
        """Tell whether a part of it lies in a rectangle or close (Liang and Barsky 1984)."""
        first, last = 0.0, 1.0
        edges = ((box.left - AIR, box.right + AIR), (box.top - AIR, box.bottom + AIR))
        for at, to, (low, high) in zip(self.start, self.end, edges, strict=True):
            if at == to:
                if not low < at < high:
                    return False
                continue
            enters, leaves = sorted(((low - at) / (to - at), (high - at) / (to - at)))
            first, last = max(first, enters), min(last, leaves)
        return first < last

    def crosses(self, other: "Line") -> bool:
        """Tell whether two lines have a point in common."""
        return _side(self, other.start) * _side(self, other.end) <= 0 and (
            _side(other, self.start) * _side(other, self.end) <= 0
        )


def _side(line: Line, point: tuple[float, float]) -> float:
    """Return on which side of a line a point lies, by the sign."""
    (x, y), (to_x, to_y) = line.start, line.end
    return (to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands, and the leader to its point if it had to go far."""

    box: Box
    leader: Line | None = None


def place_labels(
    labels: Sequence[Label], obstacles: Sequence[Box], frame: Box
) -> list[Place | None]:
    """Return a place for each label, the important ones first; None where there is none.

    Args:
        labels: By importance.
        obstacles: What neither a label nor a leader may cover, such as the points.
        frame: What no label may leave.
    """
    places: dict[int, Place] = {}
    for distances, directions in ((NEAR, DIRECTIONS), (FAR, DIRECTIONS + BETWEEN)):
        for number, label in enumerate(labels):
            if number not in places:
                tried = _around(label, distances, directions, leader=distances is FAR)
                taken = [*obstacles, *(place.box for place in places.values())]
                leaders = [place.leader for place in places.values() if place.leader]
                fitting = (place for place in tried if _fits(place, taken, leaders, frame))
                if found := next(fitting, None):
                    places[number] = found
    return [places.get(number) for number in range(len(labels))]


def _fits(place: Place, taken: Sequence[Box], leaders: Sequence[Line], frame: Box) -> bool:
    """Tell whether a label and its leader cover nothing, and no leader runs through the label."""
    line = place.leader
    return (
        is_free(place.box, taken, frame)
        and not any(leader.meets(place.box) for leader in leaders)
        and not (line and any(line.meets(box) for box in taken))
        and not (line and any(line.crosses(leader) for leader in leaders))
    )


def is_free(box: Box, taken: Sequence[Box], frame: Box) -> bool:
    """Tell whether a place is inside of the frame and covers nothing."""
    return box.within(frame) and not any(box.overlaps(other) for other in taken)


def _around(
    label: Label, distances: Sequence[float], directions: Sequence[float], *, leader: bool
) -> Iterator[Place]:
    """Yield places in these directions, from near to far."""
    for far in distances:
        for degrees in directions:
            right, up = cos(degrees * pi / 180), sin(degrees * pi / 180)
            x, y = label.x + far * right, label.y - far * up
            left = x - label.width * _before(right)
            top = y - label.height * _before(-up)
            box = Box(left, top, left + label.width, top + label.height)
            begin = (label.x + BEGIN * right, label.y - BEGIN * up)
            end = (x - AIR * right, y + AIR * up)
            yield Place(box, Line(begin, end) if leader else None)


def _before(direction: float) -> float:
    """Return the share of a label that lies before the end of its leader: all, half or nothing."""
    return 0.5 if abs(direction) < 0.3 else float(direction < 0)  # noqa: PLR2004 - about 17 degrees
