"""Where a unit's chips and joins stand, and how its links run.

The main path is a straight line downwards. A shortcut leaves the line to the right between two
chips, runs down in a lane of its own, through a chip if it has one, and comes back into its join.
Lanes are given out from the shortest shortcut to the longest, so that nested ones never cross.

Where branches are tangled such that this would put one thing on another, all leaves stand on the
line, in the order of execution, and every link that is no step down it runs in a lane.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.model import Content, Link, Role
from resnet_inspect.render.diagram.layout.boxes import (
    JOIN_RADIUS,
    NOTE_TYPE,
    Box,
    Route,
    UnitLayout,
    leaf_height,
    leaf_width,
)
from resnet_inspect.render.diagram.layout.lanes import Lanes
from resnet_inspect.render.diagram.layout.soundness import is_sound
from resnet_inspect.render.diagram.layout.spine import Spine, find_spine
from resnet_inspect.render.diagram.scene.paths import Point
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.units import dimensions

GAP = 9.0
FORK_GAP = 14.0
FORK_DROP = 4.5
"""How far below a chip its shortcut leaves the line."""
LANE = 7.0
BRANCH_GAP = 9.0
CLEAR = 3.0
"""What is kept free above and below a branch."""
WORTH_MOVING = 6.0
"""A branch leaves the middle only where this much width is won."""
SHAPE_ROOM = 6.0
"""What a size between two chips needs beyond the usual gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTask:
    """What is to be laid out."""

    graph: Graph
    content: Content
    leaves: tuple[int, ...]
    """In the order of execution."""
    links: tuple[Link, ...]
    """All links that end in one of them."""
    entry: int | None
    """The leaf that the line comes from, None where it begins here."""
    leaving: frozenset[int]
    """Leaves that something outside reads."""
    chip: float = 0.0
    """A width for all chips on the line; 0 lets each have its own."""
    shapes: bool = False
    """Whether to write the sizes of tensors beside the line, where they change."""


def lay_out_unit(task: UnitTask) -> UnitLayout:
    """Lay out one unit."""
    inside = set(task.leaves)
    inner = [link for link in task.links if link.source in inside]
    spine = find_spine(task.content, task.leaves, inner, task.leaving)
    if not spine.branches:
        return _Layouter(task, spine).run()
    layout = _Layouter(task, spine).run()
    own = [link for link in task.links if link.source in inside or link.source == task.entry]
    outward = {link.target for link in layout.waiting} | task.leaving
    if outward <= set(spine.leaves) and is_sound(layout, own):
        return layout
    return _Layouter(task, Spine(task.leaves, ())).run()


@dataclass(slots=True)
class _Branch:
    """A group of leaves beside the line."""

    layout: UnitLayout
    members: set[int]
    entering: list[Link]
    """From the line into the branch."""
    returning: list[Link]
    """From the branch to the line."""


@dataclass(slots=True, eq=False)
class _Item:
    """Something beside the line, from ``begin`` to ``end``: a plain link or a branch."""

    begin: float
    end: float
    target: int | None
    """The leaf on the line where it ends."""
    link: Link | None = None
    branch: _Branch | None = None


class _Layouter:
    def __init__(self, task: UnitTask, spine: Spine) -> None:
        self.task = task
        self.spine = spine
        inside = set(task.leaves)
        self.result = UnitLayout(spine=spine.leaves)
        self.result.waiting = [
            link for link in task.links if link.source not in inside and link.source != task.entry
        ]
        self.links = [link for link in task.links if link not in self.result.waiting]
        self.row = {leaf: number for number, leaf in enumerate(spine.leaves)}
        if task.entry is not None:
            self.row[task.entry] = -1
        self.steps = self._steps()
        self.branches = [self._branch(members) for members in spine.branches]
        self.fork_y: dict[int, float] = {}
        self.ports: dict[int, list[_Item]] = {}

    def run(self) -> UnitLayout:
        self._place_line()
        self._draw_line()
        self._place_beside()
        self._measure()
        return self.result

    # The line.

    def _steps(self) -> dict[int, Link]:
        """Return the link that leads down to each row, if the row above is read."""
        steps: dict[int, Link] = {}
        for link in self.links:
            source, target = self.row.get(link.source), self.row.get(link.target)
            if source is None or target is None or target != source + 1:
                continue
            if target not in steps or (steps[target].kind and not link.kind):
                steps[target] = link
        return steps

    def _skips(self) -> list[Link]:
        """Return the links between leaves of the line that are no steps."""
        taken = {id(link) for link in self.steps.values()}
        return [
            link for link in self.links
            if link.source in self.row and link.target in self.row and id(link) not in taken
        ]  # fmt: skip

    def _place_line(self) -> None:
        entering = [link for branch in self.branches for link in branch.entering]
        forks = {self.row[link.source] for link in (*self._skips(), *entering)}
        self.result.forked = -1 in forks
        y = GAP if -1 in forks else 0.0
        self.fork_y[-1] = 0.0
        for number, leaf in enumerate(self.spine.leaves):
            drawn = self.task.content.leaves[leaf]
            height, width = leaf_height(drawn), leaf_width(drawn)
            y = max(y, self._room_above(number, height))
            if drawn.role is not Role.JOIN:
                width = max(width, self.task.chip)
            self.result.boxes[leaf] = Box(leaf, 0.0, y, width, height)
            self.fork_y[number] = y + height + FORK_DROP
            y += height + (FORK_GAP if number in forks else GAP)
            y += SHAPE_ROOM if self.task.shapes else 0.0
        self.result.height = max(box.bottom for box in self.result.boxes.values())

    def _room_above(self, number: int, height: float) -> float:
        """Return the least y for a leaf such that the branches that join it have room."""
        least = 0.0
        for branch in self.branches:
            rows = [self.row[link.target] for link in branch.returning]
            if rows and min(rows) == number:
                room = branch.layout.height + 2 * BRANCH_GAP - height / 2
                least = max(least, self._begin(branch) + room)
        return least

    def _begin(self, branch: _Branch) -> float:
        """Return where the last link into a branch leaves the line."""
        rows = [self.row[link.source] for link in branch.entering]
        return self.fork_y.get(max(rows), 0.0) if rows else 0.0

    def _draw_line(self) -> None:
        boxes, leaves = self.result.boxes, self.spine.leaves
        for number, link in sorted(self.steps.items()):
            if number == 0:
                self.result.entered = link
                continue
            above, box = boxes[leaves[number - 1]], boxes[leaves[number]]
            self.result.routes.append(Route(link, ((0.0, above.bottom), (0.0, box.y))))
            self._write_size(number, link, box)

    def _write_size(self, number: int, link: Link, box: Box) -> None:
        """Write a size between two chips if it is another than before, or does not fit."""
        before = self.steps.get(number - 1)
        new = before is None or self._shape(before) != self._shape(link)
        if self.task.content.leaves[link.target].failed:
            self.result.shapes.append(((-3.5, box.y - 1.6), link))
        elif self.task.shapes and new:
            self.result.shapes.append(((4.0, box.y - 5.5), link))

    def _shape(self, link: Link) -> tuple[int, ...]:
        return self.task.graph.tensor(link.ref).shape

    # What leaves the line.

    def _branch(self, members: tuple[int, ...]) -> _Branch:
        inside = set(members)
        ending = tuple(link for link in self.links if link.target in inside)
        returning = [
            link for link in self.links if link.source in inside and link.target not in inside
        ]
        inner = UnitTask(
            graph=self.task.graph, content=self.task.content, leaves=members,
            links=tuple(link for link in ending if link.source in inside), entry=None,
            leaving=frozenset(link.source for link in returning), shapes=self.task.shapes,
        )  # fmt: skip
        entering = [link for link in ending if link.source not in inside]
        return _Branch(lay_out_unit(inner), inside, entering, returning)

    def _place_beside(self) -> None:
        lanes = Lanes()
        for box in self.result.boxes.values():
            lanes.take(box.y, box.bottom, box.width / 2)
        for (x, y), link in self.result.shapes:
            lanes.take(y - NOTE_TYPE, y, x + self._size_width(link) - LANE / 2)
        items = sorted([*self._plain_items(), *self._branch_items()], key=_length)
        self.ports = _ports(items)
        for item in items:
            if item.link is not None:
                self._run_plain(item, item.link, lanes)
            elif item.branch is not None:
                self._run_branch(item, item.branch, lanes)

    def _plain_items(self) -> Iterable[_Item]:
        for link in self._skips():
            begin = self.fork_y[self.row[link.source]]
            yield _Item(begin, self.result.boxes[link.target].middle, link.target, link=link)

    def _branch_items(self) -> Iterable[_Item]:
        for branch in self.branches:
            begin = self._begin(branch)
            ends = [self.result.boxes[link.target].middle for link in branch.returning]
            end = max(min(ends, default=0.0), begin + branch.layout.height + 2 * BRANCH_GAP)
            targets = [link.target for link in branch.returning]
            yield _Item(begin, end, targets[0] if targets else None, branch=branch)

    def _run_plain(self, item: _Item, link: Link, lanes: Lanes) -> None:
        tip = self._port(item, link.target)
        x = lanes.free(item.begin, item.end) + LANE
        lanes.take(item.begin, item.end, x)
        self.result.forks.append((0.0, item.begin))
        points = ((0.0, item.begin), (x, item.begin), (x, tip[1]), tip)
        self._arrive(link, points)

    def _run_branch(self, item: _Item, branch: _Branch, lanes: Lanes) -> None:
        layout = branch.layout
        x, y = self._room_beside(item, branch, lanes)
        lanes.take(y, y + layout.height, x + layout.right)
        lanes.take(item.begin, item.end, x)
        self.result.adopt(layout, x, y)
        self.result.height = max(self.result.height, y + layout.height)
        self._enter(branch)
        self._return(item, branch)

    def _room_beside(self, item: _Item, branch: _Branch, lanes: Lanes) -> Point:
        """Return where a branch stands nearest to the line: half way, or else high or low."""
        layout = branch.layout
        beside = sum(not self._enters_at_top(branch, link) for link in branch.entering)
        line = lanes.free(item.begin, item.end) + LANE
        room = item.end - item.begin - layout.height
        places: list[Point] = []
        for y in (room / 2, BRANCH_GAP, room - BRANCH_GAP):
            top = item.begin + max(y, BRANCH_GAP)
            edge = lanes.free(top - CLEAR, top + layout.height + CLEAR) + LANE * (1 + beside)
            places.append((max(line, edge - layout.left), top))
        nearest = min(x for x, _ in places)
        return next(place for place in places if place[0] - nearest < WORTH_MOVING)

    def _enters_at_top(self, branch: _Branch, link: Link) -> bool:
        first = branch.layout.spine[0]
        return link is next((one for one in branch.entering if one.target == first), None)

    def _enter(self, branch: _Branch) -> None:
        """Bring the line to the branch: at its top, and from the left to further leaves."""
        beside = 0
        for link in branch.entering:
            box, start = self.result.boxes[link.target], self.fork_y[self.row[link.source]]
            self.result.forks.append((0.0, start))
            if self._enters_at_top(branch, link):
                self._arrive(link, ((0.0, start), (box.x, start), (box.x, box.y)))
                continue
            lane = self.result.boxes[branch.layout.spine[0]].x + branch.layout.left
            lane -= LANE * (0.5 + beside)
            beside += 1
            points = ((0.0, start), (lane, start), (lane, box.middle), (box.left, box.middle))
            self._arrive(link, points)

    def _return(self, item: _Item, branch: _Branch) -> None:
        """Lead the branch back into the line, straight down from its leaves."""
        for number, link in enumerate(branch.returning):
            source = self.result.boxes[link.source]
            target = self.result.boxes[link.target]
            tip = (target.right, target.middle)
            if number == 0:
                tip = self._port(item, link.target)
            self._arrive(link, ((source.x, source.bottom), (source.x, tip[1]), tip))

    def _arrive(self, link: Link, points: tuple[Point, ...]) -> None:
        self.result.routes.append(Route(link, points))
        if self.task.content.leaves[link.target].failed:
            tip = points[-1]
            self.result.shapes.append(((tip[0] + 5, tip[1] + 8.5), link))

    def _port(self, item: _Item, target: int) -> Point:
        """Return where on a leaf's right an item ends: longer ones further down."""
        box, members = self.result.boxes[target], self.ports[target]
        join = self.task.content.leaves[target].role is Role.JOIN
        room = box.height - (4.0 if join else 6.0)
        share = (members.index(item) + 1) / (len(members) + 1)
        offset = (share - 0.5) * room
        x = (JOIN_RADIUS**2 - offset**2) ** 0.5 if join else box.width / 2
        return (x, box.middle + offset)

    # The whole.

    def _measure(self) -> None:
        result = self.result
        xs = [point[0] for route in result.routes for point in route.points]
        for (x, y), link in result.shapes:
            wide = self._size_width(link)
            xs += [x - wide if x < 0 else x + wide]
            result.height = max(result.height, y + 1)
        result.left = min([*xs, *(box.left for box in result.boxes.values())])
        result.right = max([*xs, *(box.right for box in result.boxes.values())])

    def _size_width(self, link: Link) -> float:
        return text_width(dimensions(self._shape(link)[1:]), NOTE_TYPE)


def _length(item: _Item) -> tuple[float, float]:
    return item.end - item.begin, item.begin


def _ports(items: Sequence[_Item]) -> dict[int, list[_Item]]:
    """Return for each leaf what comes into it from the right, innermost first."""
    ports: dict[int, list[_Item]] = {}
    for item in items:
        if item.target is not None:
            ports.setdefault(item.target, []).append(item)
    return ports
