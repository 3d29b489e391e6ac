"""A scene as SVG: text stays text, and title and description are there for screen readers."""

from collections.abc import Iterator
from html import escape

from resnet_inspect.render.diagram.formats.typeface import typeface
from resnet_inspect.render.diagram.scene.colors import BAR, by_day, by_night
from resnet_inspect.render.diagram.scene.shapes import (
    Circle,
    Group,
    Item,
    Paint,
    Path,
    Rect,
    Scene,
    Text,
    shapes,
)
from resnet_inspect.visible import visible


def render_svg(scene: Scene) -> str:
    """Return the scene as an SVG document; its size on paper is ``scene.scale`` of its own.

    Colors that follow the viewer's ground are those of a light one, which a style sheet overrides
    where the ground is dark: a program without style sheets shows the light figure.
    """
    font = typeface(scene.font)
    width, height = number(scene.width * scene.scale), number(scene.height * scene.scale)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {number(scene.width)} {number(scene.height)}" role="img" '
        f'aria-labelledby="title description" font-family="{_escape(font.family)}">\n'
        f'<title id="title">{_escape(scene.title)}</title>\n'
        f'<desc id="description">{_escape(scene.description)}</desc>\n'
    )
    body = (*_at_night(scene), *_background(scene), *_items(scene.items, font.size))
    return f"{head}{''.join(body)}</svg>\n"


def _background(scene: Scene) -> Iterator[str]:
    if scene.background:
        yield f'<rect width="100%" height="100%"{_paint(Paint(fill=scene.background))}/>\n'


def _at_night(scene: Scene) -> Iterator[str]:
    """Yield the style sheet for a dark ground, if the scene has colors for one."""
    used = {("fill", scene.background or "")}
    for shape in shapes(scene.items):
        if isinstance(shape, Text):
            used.add(("fill", shape.color))
        else:
            used |= {("fill", shape.paint.fill or ""), ("stroke", shape.paint.stroke or "")}
    rules = [
        f".{_follower(what, color)}{{{what}:{by_night(color)}}}\n"
        for what, color in sorted(used)
        if BAR in color
    ]
    if rules:
        yield f"<style>@media (prefers-color-scheme: dark) {{\n{''.join(rules)}}}</style>\n"


def _follower(what: str, color: str) -> str:
    """Return the class of shapes with a color that follows the ground: ``f-ffffff-0d1117``."""
    return f"{what[0]}{color.replace('#', '-').replace(BAR, '')}"


def _items(items: tuple[Item, ...], size: float) -> Iterator[str]:
    for item in items:
        match item:
            case Group():
                yield from _group(item, size)
            case Rect():
                yield _rect(item)
            case Circle(x, y, radius, paint):
                yield (
                    f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
                    f"{_paint(paint)}/>\n"
                )
            case Path(commands, paint):
                data = "".join(name + " ".join(map(number, values)) for name, values in commands)
                yield f'<path d="{data}"{_paint(paint)}/>\n'
            case Text():
                yield _text(item, size)


def _group(group: Group, size: float) -> Iterator[str]:
    tag = group.tag
    attributes = {
        "class": tag.kind,
        "data-path": tag.path,
        "data-nodes": " ".join(map(str, tag.nodes)),
        "data-residuals": " ".join(map(str, tag.residuals)),
    }
    written = "".join(f' {key}="{_escape(text)}"' for key, text in attributes.items() if text)
    yield f"<g{written}>\n"
    if tag.title:
        yield f"<title>{_escape(tag.title)}</title>\n"
    yield from _items(group.items, size)
    yield "</g>\n"


def _rect(rect: Rect) -> str:
    radius = f' rx="{number(rect.radius)}"' if rect.radius else ""
    return (
        f'<rect x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" '
        f'height="{number(rect.height)}"{radius}{_paint(rect.paint)}/>\n'
    )


def _text(text: Text, size: float) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    weight = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text x="{number(text.x)}" y="{number(text.y)}" font-size="{number(text.size * size)}"'
        f"{_paint(Paint(fill=text.color))}{anchor}{weight}>{_escape(text.text)}</text>\n"
    )


def _paint(paint: Paint) -> str:
    written = f' fill="{by_day(paint.fill) if paint.fill else "none"}"'
    if paint.stroke:
        written += f' stroke="{by_day(paint.stroke)}" stroke-width="{number(paint.width)}"'
    if paint.stroke and paint.dash:
        written += f' stroke-dasharray="{" ".join(map(number, paint.dash))}"'
    used = (("fill", paint.fill), ("stroke", paint.stroke))
    classes = [_follower(what, color) for what, color in used if color and BAR in color]
    return f'{written} class="{" ".join(classes)}"' if classes else written


def _escape(text: str) -> str:
    """Write text as XML, which knows no control characters."""
    return escape(visible(text))


def number(value: float) -> str:
    """Write a coordinate with at most two decimals, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
