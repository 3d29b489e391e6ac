"""Boxes and routes: where the parts of one unit stand, before the unit has a place on the page."""

from dataclasses import dataclass, field, replace

from resnet_inspect.render.diagram.content.model import Leaf, Link, Role
from resnet_inspect.render.diagram.scene.paths import Point
from resnet_inspect.render.diagram.scene.text_width import text_width

CHIP_TYPE = 7.5
NOTE_TYPE = 7.0
CHIP_HEIGHT = 15.0
NOTE_HEIGHT = 9.0
CHIP_PADDING = 5.0
CHIP_LEAST = 40.0
JOIN_RADIUS = 5.0


@dataclass(frozen=True, slots=True)
class Box:
    """Where a leaf stands; ``x`` is its middle."""

    leaf: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The height of its center."""
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width / 2

    def moved(self, dx: float, dy: float) -> "Box":
        """Return it elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Route:
    """How a link runs."""

    link: Link
    points: tuple[Point, ...]
    arrow: bool = True
    """False for a stretch that others continue."""

    def moved(self, dx: float, dy: float) -> "Route":
        """Return it elsewhere."""
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))


@dataclass(slots=True)
class UnitLayout:
    """A unit's boxes and routes; its line is at x = 0, its top at y = 0."""

    spine: tuple[int, ...] = ()
    """The leaves on the line."""
    boxes: dict[int, Box] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    forks: list[Point] = field(default_factory=list)
    """Dots where shortcuts leave the line."""
    shapes: list[tuple[Point, Link]] = field(default_factory=list)
    """Where the size of a link's tensor is written."""
    waiting: list[Link] = field(default_factory=list)
    """Links from elsewhere that the figure has to bring to their leaves."""
    entered: Link | None = None
    """The link that comes in at the top and goes to the first leaf of the line."""
    forked: bool = False
    """Whether shortcuts leave the line above its first leaf."""
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0

    def adopt(self, other: "UnitLayout", dx: float, dy: float) -> None:
        """Take over the parts of a branch."""
        for leaf, box in other.boxes.items():
            self.boxes[leaf] = box.moved(dx, dy)
        self.routes += [route.moved(dx, dy) for route in other.routes]
        self.forks += [(x + dx, y + dy) for x, y in other.forks]
        self.shapes += [((x + dx, y + dy), link) for (x, y), link in other.shapes]


def leaf_width(leaf: Leaf) -> float:
    """Return how wide a leaf's chip has to be."""
    if leaf.role is Role.JOIN:
        return 2 * JOIN_RADIUS
    text = max(text_width(leaf.label, CHIP_TYPE), text_width(leaf.note, NOTE_TYPE))
    return max(CHIP_LEAST, text + 2 * CHIP_PADDING)


def leaf_height(leaf: Leaf) -> float:
    """Return how high a leaf's chip is."""
    if leaf.role is Role.JOIN:
        return 2 * JOIN_RADIUS
    return CHIP_HEIGHT + (NOTE_HEIGHT if leaf.note else 0)
