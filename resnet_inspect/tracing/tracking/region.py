"""Which elements of its storage a tensor holds.

A slice, a chunk or a reshaped view is the same memory as the tensor that it was taken from. When
one of them is overwritten, its region tells which of the others hold new values.
"""

from dataclasses import dataclass

import torch

Box = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Region:
    """Offset, sizes and strides of a tensor, in elements of its storage."""

    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    def overlaps(self, other: "Region") -> bool:
        """Tell whether the regions have an element in common, or may have one."""
        boxes = _boxes(self, other)
        if boxes is None:
            return self.offset < _end(other) and other.offset < _end(self)
        return all(a < d and c < b for (a, b), (c, d) in zip(*boxes, strict=True))

    def covers(self, other: "Region") -> bool:
        """Tell whether all elements of ``other`` are surely in this region, too."""
        boxes = _boxes(self, other)
        if boxes is None:
            return False
        return all(a <= c and d <= b for (a, b), (c, d) in zip(*boxes, strict=True))


def region_of(tensor: torch.Tensor) -> Region:
    """Return the region that a tensor holds."""
    return Region(int(tensor.storage_offset()), tuple(tensor.shape), tensor.stride())


def _end(region: Region) -> int:
    return region.offset + 1 + sum(s * (n - 1) for n, s in _dimensions(region))


def _dimensions(region: Region) -> list[tuple[int, int]]:
    """Return (size, stride) of the dimensions that lead to other elements, innermost first."""
    pairs = zip(region.shape, region.stride, strict=True)
    return sorted(((n, s) for n, s in pairs if n > 1 and s > 0), key=lambda pair: pair[1])


def _boxes(one: Region, two: Region) -> tuple[Box, Box] | None:
    """Return both regions as boxes on one grid, or None where they have no grid in common."""
    strides = sorted({1, *(s for region in (one, two) for _, s in _dimensions(region))})
    first, second = _box(one, strides), _box(two, strides)
    return None if first is None or second is None else (first, second)


def _box(region: Region, strides: list[int]) -> Box | None:
    """Return first and last index along each stride; None where the region is no box on them."""
    sizes = _sizes(region, strides)
    if sizes is None:
        return None
    box: Box = []
    rest, above = region.offset, None
    for stride in reversed(strides):
        start, rest = divmod(rest, stride)
        stop = start + sizes.get(stride, 1)
        if above is not None and stop * stride > above:
            return None
        box.append((start, stop))
        above = stride
    return box


def _sizes(region: Region, strides: list[int]) -> dict[int, int] | None:
    """Return the size along each stride; a dimension that spans several of them is split."""
    sizes: dict[int, int] = {}
    for whole, inner in _dimensions(region):
        size, stride = whole, inner
        for outer in strides:
            if stride < outer < stride * size:
                if outer % stride or (stride * size) % outer:
                    return None
                sizes[stride] = outer // stride
                size, stride = size * stride // outer, outer
        if stride in sizes:
            return None
        sizes[stride] = size
    return sizes
