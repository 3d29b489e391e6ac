"""What the lines of a figure mean: only those that it has."""

from collections.abc import Sequence

from resnet_inspect.analysis.facts import ResidualKind
from resnet_inspect.render.diagram.content.model import Content
from resnet_inspect.render.diagram.scene.paths import arrow_head
from resnet_inspect.render.diagram.scene.shapes import (
    Canvas,
    Group,
    Item,
    Paint,
    Path,
    Rect,
    Tag,
    Text,
)
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme

SIZE = 7.0
_SWATCH = 22.0
_SPACE = 16.0
_LINE = 13.0
_HEAT = 200.0
"""About the width of the heat scale with its words."""
_WORDS = {
    ResidualKind.IDENTITY: "identity shortcut",
    ResidualKind.PADDING: "shortcut with padding, no parameters",
    ResidualKind.PROJECTION: "projection shortcut",
    ResidualKind.CONCAT: "concatenated skip",
    ResidualKind.GATE: "gate",
    ResidualKind.FUSION: "joined branch",
}


def legend(
    contents: Sequence[Content], theme: Theme, width: float
) -> tuple[tuple[Item, ...], float, float]:
    """Return the legend's shapes, its width and its height."""
    entries = _entries(contents, theme)
    heat = next((content.heat for content in contents if content.heat), "")
    if not entries and not heat:
        return (), 0.0, 0.0
    canvas = Canvas()
    x, y, widest = 0.0, 0.0, 0.0
    for swatch, words in entries:
        own = _SWATCH + 4 + text_width(words, SIZE)
        if x and x + own > width:
            x, y = 0.0, y + _LINE
        canvas.add(*_entry(x, y, swatch, words, theme))
        widest = max(widest, x + own)
        x += own + _SPACE
    if heat:
        own = _heat(canvas, x, y, heat, theme) if x + _HEAT <= width else 0.0
        if not own:
            x, y = 0.0, y + _LINE
            own = _heat(canvas, x, y, heat, theme)
        widest = max(widest, x + own)
    return (Group(Tag("legend", "Legend"), tuple(canvas.items)),), widest, y + _LINE


def _heat(canvas: Canvas, x: float, y: float, words: str, theme: Theme) -> float:
    """Draw the heat scale; return its width."""
    step = 9.0
    for number, color in enumerate(theme.heat):
        canvas.add(Rect(x + step * number, y + 2.5, step, 8, Paint(color, theme.plain_line, 0.4)))
    left = x + step * len(theme.heat) + 4
    canvas.add(Text(left, y + _LINE / 2 + 2.5, words, SIZE, theme.muted, "start"))
    return left + text_width(words, SIZE) - x


def _entry(x: float, y: float, swatch: Paint, words: str, theme: Theme) -> list[Item]:
    middle = y + _LINE / 2
    label = Text(x + _SWATCH + 4, middle + 2.5, words, SIZE, theme.muted, "start")
    if swatch.fill:
        return [Rect(x + 4, middle - 4, _SWATCH - 8, 8, swatch, 2), label]
    tip = (x + _SWATCH, middle)
    line = Path((("M", (x, middle)), ("L", (x + _SWATCH - 3, middle))), swatch)
    head = Path(arrow_head(tip, (x, middle), 4), Paint(fill=swatch.stroke))
    return [line, head, label]


def _entries(contents: Sequence[Content], theme: Theme) -> list[tuple[Paint, str]]:
    kinds = {link.kind for content in contents for link in content.links}
    leaves = [leaf for content in contents for leaf in content.leaves]
    entries = [(theme.links[kind.value], words) for kind, words in _WORDS.items() if kind in kinds]
    if any(leaf.failed for leaf in leaves):
        entries.append((Paint(theme.failed_fill, theme.failed, 1.2), "fails"))
    if any(leaf.ghost for leaf in leaves):
        entries.append((Paint(theme.background, theme.failed, 0.9, (1.5, 1.5)), "gone"))
    if any(leaf.assumed for leaf in leaves):
        guessed = Paint(theme.plain, theme.guessed, 0.75, (2.0, 2.0))
        entries.append((guessed, "follows from a guess"))
    return entries
