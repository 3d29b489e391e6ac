"""Reads the shapes back out of an SVG figure, for tests that measure it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from resnet_inspect.render.diagram.scene.text_width import text_width

NAMESPACE = "{http://www.w3.org/2000/svg}"
STEPS = (0.25, 0.5, 0.75, 1.0)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Area:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Area", slack: float = 0.1) -> bool:
        """Whether two rectangles share more than their edges."""
        return (
            self.left + slack < other.right
            and other.left + slack < self.right
            and self.top + slack < other.bottom
            and other.top + slack < self.bottom
        )

    def within(self, other: "Area", slack: float = 0.1) -> bool:
        """Whether it lies inside another."""
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )


@dataclass
class Label:
    """A text and the room it takes."""

    text: str
    size: float
    area: Area
    kind: str


@dataclass
class Line:
    """A link: its points, those of curves too."""

    points: list[tuple[float, float]]
    residuals: tuple[int, ...]
    kind: str


@dataclass
class Figure:
    """What a figure shows."""

    page: Area
    paper_width: float
    boxes: list[tuple[Area, tuple[int, ...], str]] = field(default_factory=list)
    """Chips and joins with their nodes."""
    frames: list[Area] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    everything: list[Area] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Points on paper for each unit."""
        return self.paper_width / (self.page.right - self.page.left)

    @property
    def least_type(self) -> float:
        """The smallest type size on paper."""
        return min(label.size for label in self.labels) * self.scale

    def nodes(self) -> list[int]:
        """Return the nodes of all boxes."""
        return sorted(node for _, nodes, _ in self.boxes for node in nodes)

    def residuals(self) -> list[int]:
        """Return the residual connections of all lines."""
        return sorted(number for line in self.lines for number in line.residuals)


def read(svg: str) -> Figure:
    """Parse a figure."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    paper = float(root.attrib["width"].removesuffix("pt"))
    figure = Figure(Area(0, 0, width, height), paper)
    for element, group in _elements(root, {}):
        _take(figure, element, group)
    return figure


def _elements(
    parent: ET.Element, group: dict[str, str]
) -> Iterator[tuple[ET.Element, dict[str, str]]]:
    for element in parent:
        if element.tag == NAMESPACE + "g":
            yield element, dict(element.attrib)
            yield from _elements(element, dict(element.attrib))
        else:
            yield element, group


def _take(figure: Figure, element: ET.Element, group: dict[str, str]) -> None:
    kind = group.get("class", "")
    tag = element.tag.removeprefix(NAMESPACE)
    if tag == "text":
        label = _label(element, kind)
        figure.labels.append(label)
        figure.everything.append(label.area)
    elif tag == "path":
        points = _points(element.attrib["d"])
        figure.everything.append(_around(points))
        if kind.startswith("link") and element.attrib["fill"] == "none":
            residuals = tuple(map(int, group.get("data-residuals", "").split()))
            figure.lines.append(Line(points, residuals, kind))
    elif tag in {"rect", "circle"} and element.attrib.get("width") != "100%":
        area = _rect(element) if tag == "rect" else _circle(element)
        figure.everything.append(area)
        if kind == "block":
            figure.frames.append(area)
        elif kind in {"chip", "join"} and not any(_same(group, box) for box in figure.boxes[-1:]):
            nodes = tuple(map(int, group.get("data-nodes", "").split()))
            figure.boxes.append((area, nodes, kind))


def _same(group: dict[str, str], box: tuple[Area, tuple[int, ...], str]) -> bool:
    """Whether a shape belongs to the box before: dots are drawn as several circles."""
    nodes = tuple(map(int, group.get("data-nodes", "").split()))
    return bool(nodes) and nodes == box[1]


def _label(element: ET.Element, kind: str) -> Label:
    size = float(element.attrib["font-size"])
    text = element.text or ""
    width = text_width(text, size, bold=element.attrib.get("font-weight") == "bold")
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    left = x - width * {"middle": 0.5, "end": 1.0}.get(element.attrib.get("text-anchor", ""), 0.0)
    return Label(text, size, Area(left, y - 0.72 * size, left + width, y + 0.2 * size), kind)


def _rect(element: ET.Element) -> Area:
    x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
    return Area(x, y, x + width, y + height)


def _circle(element: ET.Element) -> Area:
    x, y, radius = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
    return Area(x - radius, y - radius, x + radius, y + radius)


def _points(data: str) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for command in re.findall(r"[MLCZ][^MLCZ]*", data):
        numbers = [float(text) for text in NUMBER.findall(command)]
        if command[0] == "C":
            points += _along_curve(points[-1], numbers)
        elif numbers:
            points.append((numbers[-2], numbers[-1]))
    return points


def _along_curve(start: tuple[float, float], controls: list[float]) -> list[tuple[float, float]]:
    """Return some points of a Bézier curve."""
    xs, ys = (start[0], *controls[0::2]), (start[1], *controls[1::2])
    weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3) for t in STEPS]
    return [
        (
            sum(w * x for w, x in zip(weight, xs, strict=True)),
            sum(w * y for w, y in zip(weight, ys, strict=True)),
        )
        for weight in weights
    ]


def _around(points: list[tuple[float, float]]) -> Area:
    xs, ys = zip(*points, strict=True)
    return Area(min(xs), min(ys), max(xs), max(ys))
