"""A factor too few or too many, a quotient that is no whole number, a one too many."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.remedies.arguments.width_fixes import expansions
from resnet_inspect.linter.repair.slips.slip import (
    LAST,
    LIKELY,
    POSSIBLE,
    RARE,
    Part,
    Slip,
    written,
)
from resnet_inspect.linter.source.syntax import about_weights, called_name

FACTORS = ("2", "4")


def whole_quotients(part: Part) -> Iterator[Slip]:
    """Yield ``a // b`` for ``a / b``."""
    floats = "float" in part.raised or "integer" in part.raised or "int" in part.raised
    for node in part.nodes():
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                text = f"{part.file.code(left)} // {part.file.code(right)}"
                yield written(part, node, text, LIKELY if floats else RARE)


def fewer_terms(part: Part) -> Iterator[Slip]:
    """Yield one operand in place of a product, a quotient, a sum or a difference."""
    for node in part.nodes():
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                yield written(part, node, part.file.code(left), RARE)
                yield written(part, node, part.file.code(right), RARE)
            case ast.BinOp(left=left, op=ast.FloorDiv() | ast.Add() | ast.Sub(), right=right):
                if not _joins(part, right):
                    yield written(part, node, part.file.code(left), POSSIBLE)


def _joins(part: Part, right: ast.expr) -> bool:
    """Whether a sum stands in a forward and is one of tensors: a block without it is no repair."""
    return _in_forward(part) and not isinstance(right, ast.Constant)


def _in_forward(part: Part) -> bool:
    """Whether it is a method that constructs nothing, whose operands are tensors."""
    function = part.file.function(part.node)
    if function is None or not isinstance(part.file.parents.get(function), ast.ClassDef):
        return False
    constructs = any(called_name(one)[:1].isupper() for one in ast.walk(function))
    return not constructs and not about_weights(function)


def more_factors(part: Part) -> Iterator[Slip]:
    """Yield an argument times the expansion, times or by two or four."""
    if _in_forward(part):
        return
    for call in part.calls():
        for value in (*call.args, *(one.value for one in call.keywords)):
            if isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp):
                yield from _multiplied(part, value)


def group_widths(part: Part) -> Iterator[Slip]:
    """Yield an assigned width times the groups that do not divide it, by their name."""
    function = part.file.function(part.node)
    if "divisible by" not in part.raised or function is None:
        return
    given = {
        part.file.code(keyword.value)
        for one in ast.walk(function)
        if isinstance(one, ast.Call)
        for keyword in one.keywords
        if keyword.arg == "groups" and isinstance(keyword.value, ast.Name | ast.Attribute)
    }
    match part.node:
        case ast.Assign(targets=[ast.Name()], value=ast.BinOp() | ast.Call() as value):
            for name in sorted(given):
                plain = part.file.code(value)
                text = f"({plain})" if isinstance(value, ast.BinOp) else plain
                yield written(part, value, f"{text} * {name}", LIKELY)


def _multiplied(part: Part, value: ast.expr) -> Iterator[Slip]:
    text = part.file.code(value)
    plain = f"({text})" if isinstance(value, ast.BinOp) else text
    for name in expansions(part.file, value):
        yield written(part, value, f"{plain} * {name}", POSSIBLE)
    for factor in FACTORS:
        yield written(part, value, f"{plain} * {factor}", RARE)
        yield written(part, value, f"{plain} // {factor}", LAST)
