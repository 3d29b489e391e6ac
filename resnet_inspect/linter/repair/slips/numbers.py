"""Another number was meant: one that the failure names, one more or less, a forgotten padding."""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.fixes.rewrite import add_keyword
from resnet_inspect.linter.repair.slips.slip import (
    LAST,
    POSSIBLE,
    RARE,
    Part,
    Slip,
    slip,
    written,
)
from resnet_inspect.linter.source.places import POSITIONS
from resnet_inspect.linter.source.syntax import argument, called_name

SMALL = 8
"""Strides, paddings, kernels and dimensions are smaller; from here on numbers are widths."""
LONGEST = 64
"""Kernels of one dimension are shorter."""


def other_numbers(part: Part) -> Iterator[Slip]:
    """Yield other numbers in place of each."""
    said = [int(one) for one in re.findall(r"(?<![\w.])\d+(?![\w.])", part.raised)]
    for node in part.nodes():
        if not isinstance(node, ast.Constant) or type(node.value) is not int:
            continue
        number = node.value
        if number in said and number >= SMALL:
            for other in dict.fromkeys(one for one in said if one >= SMALL and one != number):
                yield written(part, node, str(other), POSSIBLE)
        asked = isinstance(part.file.parents.get(node), ast.Compare)
        for other in _near(number):
            yield written(part, node, str(other), LAST if asked else RARE)


def _near(number: int) -> Iterator[int]:
    """Yield what may have been meant: one less or more, twice or half a width, an odd kernel."""
    if number < SMALL:
        yield from (one for one in (number - 1, number + 1) if one >= 0)
    else:
        yield from (number * 2, number // 2)
        if number % 2 == 0 and number < LONGEST:
            yield number - 1


def plain_ones(part: Part) -> Iterator[Slip]:
    """Yield a stride, a dilation or a number of groups of 1 in place of a variable."""
    for call in part.calls():
        for keyword in ("stride", "dilation", "groups"):
            value = argument(call, keyword, POSITIONS[keyword]) if _convolves(call) else None
            if isinstance(value, ast.Name | ast.Attribute):
                yield written(part, value, "1", RARE)


def forgotten_paddings(part: Part) -> Iterator[Slip]:
    """Yield convolutions with half their kernel as padding, where they have none."""
    for call in part.calls():
        kernel = argument(call, "kernel_size", POSITIONS["kernel_size"])
        padding = argument(call, "padding", POSITIONS["padding"])
        match kernel:
            case ast.Constant(value=int(side)) if _convolves(call) and side > 1:
                text = str(side // 2)
                if padding is None:
                    edit = add_keyword(part.file, call, "padding", text)
                    yield slip(POSSIBLE, f"Pass `padding={text}`", edit)
                elif part.file.code(padding) != text:
                    yield written(part, padding, text, LAST)
            case ast.Name() | ast.Attribute() if _convolves(call):
                half = f"{part.file.code(kernel)} // 2"
                if padding is None:
                    yield slip(POSSIBLE, f"Pass `padding={half}`",
                               add_keyword(part.file, call, "padding", half))  # fmt: skip
                elif part.file.code(padding) != half:
                    yield written(part, padding, half, RARE)


def _convolves(call: ast.Call) -> bool:
    return called_name(call).lower().startswith("conv")
