"""Box-drawing and block characters as SVG shapes, so that lines join in every font.

Unicode's names say what the characters look like: ``BOX DRAWINGS HEAVY VERTICAL AND LEFT``.
"""

import re
import unicodedata

STROKES = {"LIGHT": 1.2, "HEAVY": 2.6, "DOUBLE": 3.4}
EIGHTHS = {
    "FULL": 8, "SEVEN EIGHTHS": 7, "THREE QUARTERS": 6, "FIVE EIGHTHS": 5, "HALF": 4,
    "THREE EIGHTHS": 3, "ONE QUARTER": 2, "ONE EIGHTH": 1,
}  # fmt: skip


def cell_shape(character: str, box: tuple[float, float, float, float], color: str) -> str:
    """Return a shape that fills the cell ``(x, y, width, height)``; empty for other characters."""
    name = unicodedata.name(character, "")
    if found := re.fullmatch(r"BOX DRAWINGS (?P<what>.+)", name):
        return _lines(found["what"], box, color)
    if found := re.fullmatch(r"(?P<side>LEFT |LOWER |)(?P<share>.+) BLOCK", name):
        return _bar(EIGHTHS[found["share"]] / 8, box, color, up=found["side"] == "LOWER ")
    return ""


def _bar(share: float, box: tuple[float, float, float, float], color: str, *, up: bool) -> str:
    """Return a bar that grows to the right or, within the height of a line's bars, up."""
    x, y, width, height = box
    tall = height * 0.7
    long, high = (width, tall * share) if up else (width * share, tall)
    return (
        f'<rect x="{x:g}" y="{y + height * 0.15 + tall - high:g}" width="{long:g}" '
        f'height="{high:g}" fill="{color}"/>'
    )


def _lines(what: str, box: tuple[float, float, float, float], color: str) -> str:
    weight = next(STROKES[word] for word in what.split() if word in STROKES)
    dash = ' stroke-dasharray="2 2.2"' if "DASH" in what else ""
    paint = f'stroke="{color}" stroke-width="{weight}" fill="none"{dash}'
    path = (_arc if "ARC" in what else _straight)(what, box)
    if "DOUBLE" in what and not dash:  # the middle of the wide line is the background
        thin = f'stroke="#1b1f26" stroke-width="{weight - 2.2:g}" fill="none"'
        return f'<path d="{path}" {paint}/><path d="{path}" {thin}/>'
    return f'<path d="{path}" {paint}/>'


def _ends(what: str, box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Return the middles of the cell's sides that the character reaches."""
    x, y, width, height = box
    sides = {
        "UP": (x + width / 2, y), "DOWN": (x + width / 2, y + height),
        "LEFT": (x, y + height / 2), "RIGHT": (x + width, y + height / 2),
    }  # fmt: skip
    words = what.replace("VERTICAL", "UP DOWN").replace("HORIZONTAL", "LEFT RIGHT").split()
    return [sides[word] for word in words if word in sides]


def _straight(what: str, box: tuple[float, float, float, float]) -> str:
    x, y, width, height = box
    middle = f"{x + width / 2:g} {y + height / 2:g}"
    first, *others = [f"{left:g} {top:g}" for left, top in _ends(what, box)]
    if not others:
        return f"M{first}L{middle}"
    return f"M{first}L{middle}L{others[0]}" + "".join(f"M{middle}L{end}" for end in others[1:])


def _arc(what: str, box: tuple[float, float, float, float]) -> str:
    x, y, width, height = box
    (left, top), (right, bottom) = _ends(what, box)
    return f"M{left:g} {top:g}Q{x + width / 2:g} {y + height / 2:g} {right:g} {bottom:g}"
