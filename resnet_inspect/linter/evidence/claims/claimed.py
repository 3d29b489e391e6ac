"""What words promise in numbers: the side of the images, and how much smaller the map is."""

import re

_SIDES = re.compile(r"(?<![\d.x×])(\d{2,3}) ?[x×*] ?\1(?![\dx×])|\b(\d{2,3})[ -]?(?:px|pixels?)\b")
_KNOWN = {
    32: re.compile(r"cifar|svhn|\bstl10_32\b", re.IGNORECASE),
    28: re.compile(r"mnist", re.IGNORECASE),
    224: re.compile(
        r"(?<!tiny)(?<!tiny[ _-])imagenet(?![ _-]?(?:32|64|stem|style|pre|weight|norm|mean|stat))",
        re.IGNORECASE,
    ),
}
_OUTPUT_STRIDE = re.compile(
    r"output[ _-]?stride(?:s| is| of|:| =|=)* *\(?(\d+)|\bOS *=? *(\d+)\b"
    r"|\b1/(4|8|16|32)(?:th)?\b(?! *\*)|\bstride[ -](8|16|32)\b",
    re.IGNORECASE,
)  # fmt: skip


def claimed_sides(text: str) -> frozenset[int]:
    """Return the sides of square images that a text speaks of.

    Example:
        >>> sorted(claimed_sides("For CIFAR-10; crops of 40x40")), claimed_sides("a 3x3 kernel")
        ([32, 40], frozenset())
    """
    written = {int(one or other) for one, other in _SIDES.findall(text)}
    return frozenset(written | {side for side, known in _KNOWN.items() if known.search(text)})


def claimed_output_stride(text: str) -> int | None:
    """Return how many times smaller than the image a text says that the map is.

    None where it says nothing, or several things.

    Example:
        >>> claimed_output_stride("Features at output stride 16."), claimed_output_stride("8 or 16")
        (16, None)
    """
    found = {int(number) for groups in _OUTPUT_STRIDE.findall(text) for number in groups if number}
    return found.pop() if len(found) == 1 else None
