"""How small the type of a figure gets when it is printed."""

from collections.abc import Sequence

from resnet_inspect.render.diagram.scene.shapes import Scene, Text, shapes

LEAST = 6.0
"""Points: journals ask for type of this size or larger in figures."""


def smallest_type(scene: Scene) -> float:
    """Return the size of the smallest type on paper, in points; 0 where there is none."""
    sizes = [shape.size for shape in shapes(scene.items) if isinstance(shape, Text)]
    return min(sizes, default=0.0) * scene.scale


def small_type_note(scene: Scene, larger_pages: Sequence[str] = ()) -> str:
    """Return a sentence where the smallest type is hard to read on paper, else nothing.

    Args:
        scene: The figure.
        larger_pages: Names of pages on which it would be larger.

    Example:
        >>> small_type_note(Scene(width=1, height=1, items=(), scale=0.5))
        ''
    """
    size = smallest_type(scene)
    if not size or size > LEAST - 0.05:
        return ""
    pages = ", ".join(f"--fit {page}" for page in larger_pages)
    larger = f"a larger page ({pages}) or " if pages else ""
    return (
        f"the smallest type prints at {size:.1f} pt, journals ask for {LEAST:g}: {larger}less "
        "detail (--level stage, --only MODULE) prints larger"
    )
