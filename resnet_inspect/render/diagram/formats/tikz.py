"""A scene as TikZ: a file that compiles alone, and that a paper can input."""

from collections.abc import Iterator

from resnet_inspect.render.diagram.formats.svg import number
from resnet_inspect.render.diagram.scene.colors import by_day
from resnet_inspect.render.diagram.scene.shapes import (
    Circle,
    Command,
    Group,
    Item,
    Paint,
    Path,
    Rect,
    Scene,
    Text,
    shapes,
)
from resnet_inspect.render.latex_text import escape_latex
from resnet_inspect.render.template import fill

_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def render_tikz(scene: Scene, templates: str | None = None) -> str:
    r"""Return the scene as a file that compiles alone and that a paper can ``\input``.

    Args:
        scene: What to draw.
        templates: A folder whose ``figure.tex.j2`` is used instead of ours.
    """
    names = {color: f"c{place}" for place, color in enumerate(sorted(_colors(scene)))}
    return fill(
        "figure.tex.j2",
        templates,
        title=" ".join(scene.title.split()),
        colors=[(name, by_day(color)[1:].upper()) for color, name in names.items()],
        scale=f"{scene.scale:.5g}",
        width=number(scene.width),
        height=number(scene.height),
        paper_width=number(scene.width * scene.scale + 0.01),
        paper_height=number(scene.height * scene.scale + 0.5),
        lines=list(_Writer(names, scene.scale).lines(scene.items)),
    )


def _colors(scene: Scene) -> set[str]:
    found: set[str | None] = set()
    for shape in shapes(scene.items):
        if isinstance(shape, Text):
            found.add(shape.color)
        else:
            found |= {shape.paint.fill, shape.paint.stroke}
    return {color for color in found if color}


class _Writer:
    def __init__(self, names: dict[str, str], scale: float) -> None:
        self.names = names
        self.scale = scale

    def lines(self, items: tuple[Item, ...]) -> Iterator[str]:
        for item in items:
            match item:
                case Group(tag, inner):
                    if tag.kind in {"block", "section"}:
                        yield f"% {tag.kind} {' '.join(tag.title.split())}"
                    yield from self.lines(inner)
                case Rect(x, y, width, height, paint, radius):
                    corners = min(radius, width / 2, height / 2) * self.scale
                    yield (
                        f"\\path[{self._options(paint)}, rounded corners={number(corners)}bp] "
                        f"{_at(x, y)} rectangle {_at(x + width, y + height)};"
                    )
                case Circle(x, y, radius, paint):
                    yield (
                        f"\\path[{self._options(paint)}] {_at(x, y)} "
                        f"circle[radius={number(radius)}];"
                    )
                case Path(commands, paint):
                    yield f"\\path[{self._options(paint)}]{_along(commands)};"
                case Text():
                    yield self._text(item)

    def _options(self, paint: Paint) -> str:
        options: list[str] = []
        if paint.fill:
            options.append(f"fill={self.names[paint.fill]}")
        if paint.stroke:
            options.append(f"draw={self.names[paint.stroke]}")
            options.append(f"line width={number(paint.width * self.scale)}bp")
        if paint.stroke and paint.dash:
            lengths = (number(length * self.scale) for length in paint.dash)
            pattern = " ".join(
                f"{word} {length}bp"
                for word, length in zip(("on", "off") * 4, lengths, strict=False)
            )
            options.append(f"dash pattern={pattern}")
        return ", ".join(options)

    def _text(self, text: Text) -> str:
        size = text.size * self.scale
        weight = r"\bfseries" if text.bold else ""
        font = rf"\fontsize{{{number(size)}bp}}{{{number(size * 1.2)}bp}}\selectfont{weight}"
        return (
            f"\\node[anchor={_ANCHORS[text.anchor]}, inner sep=0, text={self.names[text.color]}, "
            f"font={font}] at {_at(text.x, text.y)} {{{escape_latex(text.text)}}};"
        )


def _at(x: float, y: float) -> str:
    return f"({number(x)},{number(y)})"


def _along(commands: tuple[Command, ...]) -> str:
    parts: list[str] = []
    for name, values in commands:
        points = [_at(values[place], values[place + 1]) for place in range(0, len(values), 2)]
        if name == "M":
            parts.append(f" {points[0]}")
        elif name == "L":
            parts.append(f" -- {points[0]}")
        elif name == "C":
            parts.append(f" .. controls {points[0]} and {points[1]} .. {points[2]}")
        else:
            parts.append(" -- cycle")
    return "".join(parts)
