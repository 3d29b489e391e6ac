"""Places for labels beside their points, so that no label covers another or a point.

Greedy: the more important label chooses first, among places around its point that go farther and
farther out; one that finds none is left out. Exact placement is NP-hard (Formann and Wagner 1991, A
packing problem with applications to lettering of maps), and for a figure greedy is good enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DISTANCES = (5.0, 9.0, 15.0, 22.0)
"""How far a label's nearest edge may lie from its point, in points."""


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


def place_labels(labels: Sequence[Label], obstacles: Sequence[Box], frame: Box) -> list[Box | None]:
    """Return a place for each label, the important ones first; None where there is none.

    Args:
        labels: By importance.
        obstacles: What no label may cover, such as the points.
        frame: What no label may leave.
    """
    taken = list(obstacles)
    places: list[Box | None] = []
    for label in labels:
        place = next((box for box in _around(label) if is_free(box, taken, frame)), None)
        places.append(place)
        if place is not None:
            taken.append(place)
    return places


def is_free(box: Box, taken: Sequence[Box], frame: Box) -> bool:
    """Tell whether a place is inside of the frame and covers nothing."""
    return box.within(frame) and not any(box.overlaps(other) for other in taken)


def _around(label: Label) -> Iterator[Box]:
    """Yield places to the right, left, above and below, and at the corners, from near to far."""
    width, height = label.width, label.height
    for far in DISTANCES:
        near = far * 0.7
        corners = (
            (far, -height / 2),
            (-far - width, -height / 2),
            (-width / 2, -far - height),
            (-width / 2, far),
            (near, -near - height),
            (-near - width, -near - height),
            (near, near),
            (-near - width, near),
        )
        for left, top in corners:
            x, y = label.x + left, label.y + top
            yield Box(x, y, x + width, y + height)
