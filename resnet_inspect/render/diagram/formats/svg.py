"""A scene as SVG: text stays text, and title and description are there for screen readers."""

from collections.abc import Iterator
from html import escape

from resnet_inspect.render.diagram.scene.shapes import (
    Circle,
    Group,
    Item,
    Paint,
    Path,
    Rect,
    Scene,
    Text,
)

FONT_FAMILY = "Roboto, Arial, Helvetica, 'Liberation Sans', sans-serif"


def render_svg(scene: Scene) -> str:
    """Return the scene as an SVG document; its size on paper is ``scene.scale`` of its own."""
    width, height = number(scene.width * scene.scale), number(scene.height * scene.scale)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {number(scene.width)} {number(scene.height)}" role="img" '
        f'aria-labelledby="title description" font-family="{escape(FONT_FAMILY)}">\n'
        f'<title id="title">{escape(scene.title)}</title>\n'
        f'<desc id="description">{escape(scene.description)}</desc>\n'
    )
    return head + "".join(_background(scene)) + "".join(_items(scene.items)) + "</svg>\n"


def _background(scene: Scene) -> Iterator[str]:
    if scene.background:
        yield f'<rect width="100%" height="100%" fill="{scene.background}"/>\n'


def _items(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        match item:
            case Group():
                yield from _group(item)
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
                yield _text(item)


def _group(group: Group) -> Iterator[str]:
    tag = group.tag
    attributes = {
        "class": tag.kind,
        "data-path": tag.path,
        "data-nodes": " ".join(map(str, tag.nodes)),
        "data-residuals": " ".join(map(str, tag.residuals)),
    }
    written = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items() if text)
    yield f"<g{written}>\n"
    if tag.title:
        yield f"<title>{escape(tag.title)}</title>\n"
    yield from _items(group.items)
    yield "</g>\n"


def _rect(rect: Rect) -> str:
    radius = f' rx="{number(rect.radius)}"' if rect.radius else ""
    return (
        f'<rect x="{number(rect.x)}" y="{number(rect.y)}" width="{number(rect.width)}" '
        f'height="{number(rect.height)}"{radius}{_paint(rect.paint)}/>\n'
    )


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    weight = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text x="{number(text.x)}" y="{number(text.y)}" font-size="{number(text.size)}" '
        f'fill="{text.color}"{anchor}{weight}>{escape(text.text)}</text>\n'
    )


def _paint(paint: Paint) -> str:
    written = f' fill="{paint.fill or "none"}"'
    if paint.stroke:
        written += f' stroke="{paint.stroke}" stroke-width="{number(paint.width)}"'
    if paint.stroke and paint.dash:
        written += f' stroke-dasharray="{" ".join(map(number, paint.dash))}"'
    return written


def number(value: float) -> str:
    """Write a coordinate with at most two decimals, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
