"""What a part of a tensor sees: ``x[:, :, ::2, ::2]`` as the trace writes it."""

from functools import partial
from itertools import repeat

from resnet_inspect.analysis.sizes.view import Dimension, Frame, View
from resnet_inspect.analysis.sizes.walk import Walk
from resnet_inspect.graph import Argument


def sliced(view: View, source: Frame, index: Argument) -> View | None:
    """Return the view of ``x[index]``; None for an index that is not made of slices and numbers.

    Args:
        view: What ``x`` sees.
        source: The shape of ``x``.
        index: Slices as text (``"1:-1"``, ``"::2"``), numbers, ``None`` and ``"..."``.
    """
    parts = list(index) if isinstance(index, tuple) else [index]
    if "..." not in parts:
        parts.append("...")
    rest = len(source) - sum(part is not None and part != "..." for part in parts)
    at = parts.index("...")
    parts[at : at + 1] = repeat(":", rest)
    dimensions: list[Dimension | None] = []
    place = 0
    for part in parts:
        if part is None:
            dimensions.append(None)
            continue
        if isinstance(part, str) and ":" in part:
            dimensions.append(_stepped(view.dimensions[place], source[place], part))
        elif not isinstance(part, int) or isinstance(part, bool):
            return None
        place += 1
    return View(tuple(dimensions), view.whole)


def without(view: View, place: int) -> View:
    """Return the view of one slice along the dimension at ``place``."""
    place %= len(view.dimensions)
    return View(view.dimensions[:place] + view.dimensions[place + 1 :], view.whole)


def _stepped(dimension: Dimension | None, size: int, text: str) -> Dimension | None:
    if dimension is None or dimension.walk is None:
        return dimension
    bounds = [int(bound) if bound else None for bound in text.split(":")]
    start, _, step = slice(*bounds).indices(size)
    move = partial(Walk.window, kernel=1, stride=step, padding=-start, dilation=1)
    return Dimension(dimension.axes, move(dimension.walk) if step > 0 else None)
