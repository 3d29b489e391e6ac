"""Where a unit's chips and joins stand, and how its links run.

The main path is a straight line downwards. A shortcut leaves the line to the right between two
chips, runs down in a lane of its own, through a chip if it has one, and comes back into its join.
Lanes are given out from the shortest shortcut to the longest, so that nested ones never cross.
Coordinates: the line is at x = 0, the unit's top at y = 0.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content import Content, Leaf, Link, Role
from resnet_inspect.render.diagram.paths import Point
from resnet_inspect.render.diagram.spine import find_spine
from resnet_inspect.render.diagram.text_width import text_width
from resnet_inspect.units import dimensions

CHIP_TYPE = 7.5
NOTE_TYPE = 6.5
CHIP_HEIGHT = 15.0
NOTE_HEIGHT = 8.5
CHIP_PADDING = 5.0
CHIP_LEAST = 40.0
JOIN_RADIUS = 5.0
GAP = 9.0
FORK_GAP = 14.0
FORK_DROP = 4.5
"""How far below a chip its shortcut leaves the line."""
LANE = 7.0
BRANCH_GAP = 9.0
SHAPE_ROOM = 6.0
"""What a size between two chips needs beyond the usual gap."""


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
        """The height of its centre."""
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> "Box":
        """Return it elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Route:
    """How a link runs."""

    link: Link
    points: tuple[Point, ...]
    arrow: bool = True

    def moved(self, dx: float, dy: float) -> "Route":
        """Return it elsewhere."""
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))


@dataclass(slots=True)
class UnitLayout:
    """A unit's boxes and routes."""

    boxes: dict[int, Box] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    forks: list[Point] = field(default_factory=list)
    """Dots where shortcuts leave the line."""
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0
    spine: tuple[int, ...] = ()
    entered: bool = False
    """Whether a link comes in at the top."""
    shapes: list[tuple[Point, Link]] = field(default_factory=list)
    """Where the size of a link's tensor is written."""
    waiting: list[Link] = field(default_factory=list)
    """Links from elsewhere that the figure has to bring to their leaves."""


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


class UnitLayouter:
    """Lays out one unit, or one branch of a unit.

    Args:
        graph: The trace.
        content: The figure's content.
        leaves: The unit's leaves in execution order.
        links: All links that end in the unit.
        entry: The leaf that the line comes from, None where it begins here.
        leaving: Leaves that something outside reads.
        chip: A width for all chips on the line; 0 lets each have its own.
        shapes: Whether to write the sizes of tensors beside the lines, where they change.
    """

    def __init__(
        self,
        graph: Graph,
        content: Content,
        leaves: Sequence[int],
        links: Sequence[Link],
        entry: int | None,
        leaving: set[int],
        chip: float = 0.0,
        *,
        shapes: bool = False,
    ) -> None:
        self.graph = graph
        self.content = content
        self.leaves = leaves
        self.entry = entry
        self.chip = chip
        self.shapes = shapes
        self.wider = SHAPE_ROOM if shapes else 0.0
        inside = set(leaves)
        self.links = [link for link in links if link.target in inside]
        self.inner = [link for link in self.links if link.source in inside]
        self.entering = [link for link in self.links if link.source == entry]
        self.result = UnitLayout()
        self.result.waiting = [
            link for link in self.links if link.source not in inside and link.source != entry
        ]
        self.spine = find_spine(content, leaves, self.inner, leaving)
        self.row = {leaf: number for number, leaf in enumerate(self.spine.leaves)}
        if entry is not None:
            self.row[entry] = -1

    def run(self) -> UnitLayout:
        """Return the layout."""
        self.result.spine = self.spine.leaves
        self._sort_links()
        self._branches()
        self._place_spine()
        self._draw_spine()
        self._place_lanes()
        self._finish()
        return self.result

    def _sort_links(self) -> None:
        """Tell the steps of the line from what leaves it."""
        self.steps: dict[int, Link] = {}
        self.skips: list[Link] = []
        for link in (*self.entering, *self.inner):
            source, target = self.row.get(link.source), self.row.get(link.target)
            if source is None or target is None:
                continue
            step = target == source + 1 and target not in self.steps
            if step and (link.kind is None or not self._has_better_step(link)):
                self.steps[target] = link
            else:
                self.skips.append(link)

    def _has_better_step(self, link: Link) -> bool:
        return any(
            other is not link and other.source == link.source and other.kind is None
            for other in self.links
            if other.target == link.target
        )

    def _branches(self) -> None:
        """Lay out each group beside the line as a unit of its own."""
        self.sides: list[_Side] = []
        for members in self.spine.branches:
            inside = set(members)
            sources = [link for link in self.links if link.target in inside]
            targets = [
                link for link in self.inner if link.source in inside and link.target not in inside
            ]
            entries = [link.source for link in sources if link.source in self.row]
            entry = max(entries, key=lambda leaf: self.row[leaf]) if entries else None
            layout = UnitLayouter(
                self.graph, self.content, members, sources, entry,
                {link.source for link in targets}, shapes=self.shapes,
            ).run()  # fmt: skip
            self.sides.append(_Side(layout, entry, targets, inside))

    def _place_spine(self) -> None:
        forks = {self.row[link.source] for link in self.skips}
        forks |= {self.row[side.entry] for side in self.sides if side.entry is not None}
        y = 0.0
        self.fork_y: dict[int, float] = {}
        if -1 in forks:
            self.fork_y[-1] = 0.0
            y = GAP
        for number, leaf in enumerate(self.spine.leaves):
            drawn = self.content.leaves[leaf]
            height = leaf_height(drawn)
            y = max(y, self._room_above(number, height))
            width = leaf_width(drawn)
            if drawn.role is not Role.JOIN:
                width = max(width, self.chip)
            self.result.boxes[leaf] = Box(leaf, 0.0, y, width, height)
            self.fork_y[number] = y + height + FORK_DROP
            y += height + (FORK_GAP if number in forks else GAP) + self.wider
        self.result.height = max(box.bottom for box in self.result.boxes.values())

    def _room_above(self, number: int, height: float) -> float:
        """Return the least y for a leaf such that branches that join it have room."""
        least = 0.0
        for side in self.sides:
            rows = [self.row[link.target] for link in side.targets if link.target in self.row]
            if rows and min(rows) == number:
                begin = self.fork_y.get(self.row[side.entry], 0.0) if side.entry is not None else 0.0
                least = max(least, begin + side.layout.height + 2 * BRANCH_GAP - height / 2)
        return least

    def _draw_spine(self) -> None:
        for number, leaf in enumerate(self.spine.leaves):
            link = self.steps.get(number)
            if link is None:
                continue
            box = self.result.boxes[leaf]
            if number == 0:
                self.result.entered = True
                continue
            above = self.result.boxes[self.spine.leaves[number - 1]]
            self.result.routes.append(Route(link, ((0.0, above.bottom), (0.0, box.y))))
            self._label(link, above, box)

    def _label(self, link: Link, above: Box, box: Box) -> None:
        """Write a size between two chips if it is another than before, or does not fit."""
        failed = self.content.leaves[link.target].failed
        before = self.steps.get(self.row[link.source])
        new = before is None or self._shape(before) != self._shape(link)
        if failed:
            self.result.shapes.append(((-3.5, box.y - 1.6), link))
        elif self.shapes and new:
            self.result.shapes.append(((4.0, box.y - 5.5), link))

    def _shape(self, link: Link) -> tuple[int, ...]:
        return self.graph.tensor(link.ref).shape

    def _label_arrival(self, link: Link, tip: Point) -> None:
        """Write the size that a shortcut brings into a join that fails."""
        if self.content.leaves[link.target].failed:
            self.result.shapes.append(((tip[0] + 5, tip[1] + 8.5), link))

    def _place_lanes(self) -> None:
        lanes = _Lanes()
        for box in self.result.boxes.values():
            lanes.take(box.y, box.bottom, box.width / 2)
        items = [self._plain(link) for link in self.skips]
        items += [self._beside(side) for side in self.sides]
        ports = self._ports(items)
        for item in sorted(items, key=lambda item: (item.end - item.begin, item.begin)):
            if item.side is None:
                self._run_plain(item, lanes, ports)
            else:
                self._run_side(item, lanes, ports)

    def _plain(self, link: Link) -> "_Item":
        begin = self.fork_y[self.row[link.source]]
        return _Item(begin, self.result.boxes[link.target].middle, link=link)

    def _beside(self, side: "_Side") -> "_Item":
        boxes = self.result.boxes
        ends = [boxes[link.target].middle for link in side.targets if link.target in boxes]
        begin = self.fork_y.get(self.row[side.entry], 0.0) if side.entry is not None else 0.0
        end = min(ends, default=begin + side.layout.height + 2 * BRANCH_GAP)
        return _Item(begin, max(end, begin + side.layout.height), side=side)

    def _ports(self, items: list["_Item"]) -> dict[int, list["_Item"]]:
        """Return for each leaf what comes into it from the right, innermost first."""
        ports: dict[int, list[_Item]] = defaultdict(list)
        for item in sorted(items, key=lambda item: item.end - item.begin):
            if item.link is not None:
                ports[item.link.target].append(item)
            elif item.side is not None and item.side.targets:
                ports[item.side.targets[0].target].append(item)
        return ports

    def _port(self, target: int, item: "_Item", ports: dict[int, list["_Item"]]) -> Point:
        """Return where on a leaf's right an item ends: longer ones further down."""
        box, members = self.result.boxes[target], ports[target]
        drawn = self.content.leaves[target]
        room = box.height - (4.0 if drawn.role is Role.JOIN else 6.0)
        share = (members.index(item) + 1) / (len(members) + 1) if len(members) > 1 else 0.5
        offset = (share - 0.5) * room
        x = box.width / 2
        if drawn.role is Role.JOIN:
            x = (JOIN_RADIUS**2 - offset**2) ** 0.5
        return (x, box.middle + offset)

    def _run_plain(self, item: "_Item", lanes: "_Lanes", ports: dict[int, list["_Item"]]) -> None:
        assert item.link is not None
        tip = self._port(item.link.target, item, ports)
        x = lanes.free(item.begin, item.end) + LANE
        lanes.take(item.begin, item.end, x)
        self.result.forks.append((0.0, item.begin))
        points = ((0.0, item.begin), (x, item.begin), (x, tip[1]), tip)
        self.result.routes.append(Route(item.link, points))
        self._label_arrival(item.link, tip)

    def _run_side(self, item: "_Item", lanes: "_Lanes", ports: dict[int, list["_Item"]]) -> None:
        side = item.side
        assert side is not None
        layout = side.layout
        x = lanes.free(item.begin, item.end) + LANE - layout.left
        room = item.end - item.begin - layout.height
        dy = item.begin + max(room / 2, BRANCH_GAP)
        lanes.take(item.begin, item.end, x + layout.right)
        self._adopt(layout, x, dy)
        self._enter(side, x, item.begin)
        self._leave(side, item, ports)

    def _adopt(self, layout: UnitLayout, dx: float, dy: float) -> None:
        for leaf, box in layout.boxes.items():
            self.result.boxes[leaf] = box.moved(dx, dy)
        self.result.routes += [route.moved(dx, dy) for route in layout.routes]
        self.result.forks += [(x + dx, y + dy) for x, y in layout.forks]
        self.result.shapes += [((x + dx, y + dy), link) for (x, y), link in layout.shapes]
        self.result.height = max(self.result.height, dy + layout.height)

    def _enter(self, side: "_Side", x: float, begin: float) -> None:
        """Bring the line to the branch, and other sources to its leaves."""
        entered = side.layout.entered
        for link in self.links:
            if link.target not in side.members or link.source in side.members:
                continue
            box = self.result.boxes[link.target]
            if link.source == side.entry and entered and link.target == side.layout.spine[0]:
                points: tuple[Point, ...] = ((0.0, begin), (x, begin), (x, box.y))
                self.result.forks.append((0.0, begin))
            elif link.source in self.row:
                start = self.fork_y[self.row[link.source]]
                lane = box.x - box.width / 2 - LANE / 2
                points = ((0.0, start), (lane, start), (lane, box.middle), (lane + LANE / 2, box.middle))
                self.result.forks.append((0.0, start))
            elif link.source in self.result.boxes:
                points = self._between(self.result.boxes[link.source], box)
            else:
                continue
            self.result.routes.append(Route(link, points))
            if link in self.result.waiting:
                self.result.waiting.remove(link)

    def _leave(self, side: "_Side", item: "_Item", ports: dict[int, list["_Item"]]) -> None:
        for number, link in enumerate(side.targets):
            source = self.result.boxes[link.source]
            if link.target not in self.row:
                continue
            if number == 0:
                tip = self._port(link.target, item, ports)
            else:
                target = self.result.boxes[link.target]
                tip = (target.width / 2, target.middle)
            points: tuple[Point, ...] = ((source.x, source.bottom), (source.x, tip[1]), tip)
            if source.bottom > tip[1] - 1:
                low = source.bottom + 4
                points = ((source.x, source.bottom), (source.x, low), (tip[0] + 6, low), (tip[0] + 6, tip[1]), tip)
            self.result.routes.append(Route(link, points))
            self._label_arrival(link, tip)

    @staticmethod
    def _between(source: Box, target: Box) -> tuple[Point, ...]:
        middle = (source.bottom + target.y) / 2
        return ((source.x, source.bottom), (source.x, middle), (target.x, middle), (target.x, target.y))

    def _finish(self) -> None:
        result = self.result
        xs = [point[0] for route in result.routes for point in route.points]
        for (x, y), link in result.shapes:
            wide = text_width(dimensions(self._shape(link)[1:]), NOTE_TYPE)
            xs.append(x - wide if x < 0 else x + wide)
            result.height = max(result.height, y + 1)
        result.left = min([*xs, *(box.x - box.width / 2 for box in result.boxes.values())])
        result.right = max([*xs, *(box.x + box.width / 2 for box in result.boxes.values())])


@dataclass(slots=True)
class _Side:
    """A branch and how it hangs on the line."""

    layout: UnitLayout
    entry: int | None
    targets: list[Link]
    members: set[int]


@dataclass(slots=True, eq=False)
class _Item:
    """Something beside the line, from ``begin`` to ``end``."""

    begin: float
    end: float
    link: Link | None = None
    side: _Side | None = None


class _Lanes:
    """What is taken right of the line, as spans of y with their right edges."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float, float]] = []

    def free(self, begin: float, end: float) -> float:
        """Return the least x right of everything between two heights."""
        return max(
            (right for top, bottom, right in self.spans if top < end and bottom > begin),
            default=0.0,
        )

    def take(self, begin: float, end: float, right: float) -> None:
        """Remember that this much is taken."""
        self.spans.append((begin, end, right))
