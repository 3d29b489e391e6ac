"""What stands below a figure in sentences: the findings, numbered."""

from collections.abc import Iterator, Sequence

from resnet_inspect.render.diagram.content.model import Remark
from resnet_inspect.render.diagram.scene.shapes import Circle, Group, Item, Paint, Tag, Text
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme

TYPE = 7.0
LINE = 10.0
INDENT = 14.0
BADGE = 4.4
BADGE_TYPE = 7.0
BADGE_ROOM = 6.6
"""For a number of several digits."""
GONE = (1.5, 1.0)
"""The dashes around the number of what is gone."""


def badge(x: float, y: float, number: int, severity: str, theme: Theme) -> list[Item]:
    """Return a numbered disc around ``(x, y)``; an outline where the layer is gone."""
    color = severity_color(severity, theme)
    disc, text = Paint(fill=color, stroke=theme.background, width=0.6), theme.background
    if severity == "removed":
        disc, text = Paint(fill=theme.background, stroke=color, width=0.8, dash=GONE), color
    size = min(BADGE_TYPE, BADGE_TYPE * BADGE_ROOM / text_width(str(number), BADGE_TYPE, bold=True))
    return [
        Circle(x, y, BADGE, disc),
        Text(x, y + 2.3 * size / BADGE_TYPE, str(number), size, text, "middle", bold=True),
    ]


def severity_color(severity: str, theme: Theme) -> str:
    """Return the color of an error, a warning or a remark, or of what became of a layer."""
    if severity in {"error", "removed"}:
        return theme.failed
    return theme.warning if severity in {"warning", "changed", "added"} else theme.muted


def notes(remarks: Sequence[Remark], theme: Theme, width: float) -> tuple[tuple[Item, ...], float]:
    """Return the sentences, broken into lines of ``width``, and their height."""
    items: list[Item] = []
    y = 0.0
    for remark in remarks:
        items += badge(BADGE, y + 5.5, remark.number, remark.severity, theme)
        for line in _broken(remark.text, width - INDENT):
            items.append(Text(INDENT, y + 8, line, TYPE, theme.text, "start"))
            y += LINE
        y += 2
    return (Group(Tag("notes", "Findings"), tuple(items)),) if items else (), y


def _broken(text: str, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, TYPE) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line
