"""Another number was meant in the table that a loop reads an argument from."""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.repair.slips.numbers import SMALL
from resnet_inspect.linter.repair.slips.slip import LIKELY, RARE, Part, Slip, written
from resnet_inspect.linter.source.tables import cells

STEPS = 2
"""Strides of one or two."""


def other_cells(part: Part) -> Iterator[Slip]:
    """Yield other numbers for the cells that a call's arguments are read from.

    Of widths those that the failure names, of strides one and two.
    """
    said = [int(one) for one in re.findall(r"(?<![\w.])\d+(?![\w.])", part.raised)]
    for call in part.calls():
        for value in (*call.args, *(one.value for one in call.keywords)):
            for cell in cells(part.file, value):
                yield from _of_cell(part, cell, said)


def _of_cell(part: Part, cell: ast.expr, said: list[int]) -> Iterator[Slip]:
    if not isinstance(cell, ast.Constant) or type(cell.value) is not int:
        return
    number = cell.value
    if number >= SMALL and number in said:
        for other in dict.fromkeys(one for one in said if one >= SMALL and one != number):
            yield written(part, cell, str(other), LIKELY)
    elif number in {1, STEPS}:
        yield written(part, cell, str(STEPS + 1 - number), RARE)
