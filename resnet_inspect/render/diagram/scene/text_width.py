"""How wide a text is, without a font at hand."""

from functools import cache

from resnet_inspect.render.diagram.scene.font_widths import BOLD, REGULAR


@cache
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of ``text`` in points when set in ``size`` points.

    Example:
        >>> text_width("3×3, 64", 10)
        34.02
    """
    widths = BOLD if bold else REGULAR
    return sum(map(widths.of, text)) * size / 1000
