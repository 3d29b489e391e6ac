"""What the elements of a tensor see of the network's input, dimension by dimension.

A tensor's dimensions *walk* along axes of the input: the width of a feature map along the image's
width, whatever position a ``permute`` has moved it to. Convolutions and pooling stretch the walk,
a reduction ends it and has then seen the *whole* axis, and a channel dimension walks along nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resnet_inspect.analysis.sizes.walk import Walk

Frame = tuple[int, ...]
Axis = tuple[Frame, int]
"""A dimension of an input, of all inputs of the same shape: siamese branches see alike."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a tensor that walks along an input axis, or enumerates several."""

    axes: frozenset[Axis]
    walk: Walk | None
    """None where a reshape or the like has mixed the elements."""


Dimensions = tuple[Dimension | None, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What a tensor sees."""

    dimensions: Dimensions = ()
    whole: frozenset[Axis] = frozenset()
    """Axes of which every element sees all."""

    def replaced(self, position: int, new: Dimension | None) -> "View":
        """Return the view with another dimension at ``position``."""
        dimensions = list(self.dimensions)
        dimensions[position] = new
        return View(tuple(dimensions), self.whole)

    def mixed(self, positions: Iterable[int], *, keep: bool = True) -> "View":
        """Return the view of a sum over the dimensions at ``positions``.

        An axis has been seen whole unless another dimension walks along it, too, as where an image
        is divided into windows.
        """
        gone = {position % len(self.dimensions) for position in positions}
        left = [None if place in gone else one for place, one in enumerate(self.dimensions)]
        seen = axes_of(self.dimensions[position] for position in gone) - axes_of(left)
        kept = left if keep else [one for place, one in enumerate(left) if place not in gone]
        return View(tuple(kept), self.whole | seen)


def axes_of(dimensions: Iterable[Dimension | None]) -> frozenset[Axis]:
    """Return all axes along which the dimensions walk."""
    found: frozenset[Axis] = frozenset()
    for dimension in dimensions:
        if dimension is not None:
            found |= dimension.axes
    return found


def input_view(shape: Frame) -> View:
    """Return what an input's elements see: themselves."""
    return View(tuple(Dimension(frozenset({(shape, axis)}), Walk()) for axis in range(len(shape))))


def tangled(dimensions: Iterable[Dimension | None]) -> Dimension | None:
    """Return one dimension that enumerates what several walked along."""
    axes = axes_of(dimensions)
    return Dimension(axes, None) if axes else None


def broadcast(view: View, source: Frame, output: Frame) -> View:
    """Return a view aligned with a shape that the tensor is broadcast to.

    A dimension of size 1 that is spread out brings all that there was of its axis everywhere.
    """
    if source == output:
        return view
    missing = len(output) - len(source)
    spread = [
        position for position, size in enumerate(source) if size == 1 != output[position + missing]
    ]
    view = view.mixed(spread) if spread else view
    return View((None,) * missing + view.dimensions, view.whole)


def merge(views: Sequence[View]) -> View:
    """Return the view of an operator that combines tensors of one shape element by element."""
    first, *others = views
    if all(view == first for view in others):
        return first
    whole = frozenset[Axis]().union(*(view.whole for view in views))
    places = zip(*(view.dimensions for view in views), strict=True)
    return View(tuple(_merge_dimension(place) for place in places), whole)


def _merge_dimension(operands: tuple[Dimension | None, ...]) -> Dimension | None:
    present = [dimension for dimension in operands if dimension is not None]
    if not present:
        return None
    first, *others = present
    for other in others:
        walk = first.walk and other.walk and first.walk.merge(other.walk)
        if walk is None or first.axes != other.axes:
            return tangled(present)
        first = Dimension(first.axes, walk)
    return first


def reshape(view: View, source: Frame, output: Frame) -> View:
    """Return the view behind a reshape: dimensions that keep their size go on walking.

    A dimension of size 1 that disappears held all that there was of its axis.
    """
    dimensions: list[Dimension | None] = [None] * len(output)
    for taken, made in _groups(source, output):
        kept = [view.dimensions[position] for position in taken]
        new = kept[0] if len(taken) == 1 == len(made) else tangled(kept)
        for position in made:
            dimensions[position] = new
    here, there = _ones(source), _ones(output)
    if len(here) != len(there):
        return View(tuple(dimensions), view.whole | axes_of(view.dimensions[i] for i in here))
    for taken_one, made_one in zip(here, there, strict=True):
        dimensions[made_one] = view.dimensions[taken_one]
    return View(tuple(dimensions), view.whole)


def _ones(shape: Frame) -> list[int]:
    return [position for position, size in enumerate(shape) if size == 1]


def _groups(source: Frame, output: Frame) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the dimensions of both shapes that hold the same elements, sizes of 1 left out."""
    here = [position for position, size in enumerate(source) if size != 1]
    there = [position for position, size in enumerate(output) if size != 1]
    while here and there:
        taken, made = [here.pop(0)], [there.pop(0)]
        left, right = source[taken[0]], output[made[0]]
        while left != right and (here if left < right else there):
            if left < right:
                taken.append(here.pop(0))
                left *= source[taken[-1]]
            else:
                made.append(there.pop(0))
                right *= output[made[-1]]
        yield taken, made
