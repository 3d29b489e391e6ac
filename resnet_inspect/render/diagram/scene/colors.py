"""Colors of a scene: ``#rrggbb``, or one for a light and one for a dark ground with a bar between.

Only SVG and HTML can ask the viewer which ground there is; the other formats draw by day.
"""

BAR = "|"


def paired(light: str, dark: str) -> str:
    """Return a color that follows the viewer.

    Example:
        >>> paired("#ffffff", "#000000"), paired("#ffffff", "#ffffff")
        ('#ffffff|#000000', '#ffffff')
    """
    return light if light == dark else f"{light}{BAR}{dark}"


def by_day(color: str) -> str:
    """Return the color on a light ground."""
    return color.partition(BAR)[0]


def by_night(color: str) -> str:
    """Return the color on a dark ground."""
    return color.rpartition(BAR)[2]
