"""A list walked from the wrong end: widths from the deepest, features from the shallowest."""

import ast
from collections.abc import Iterator, Sequence

from resnet_inspect.linter.repair.slips.slip import POSSIBLE, RARE, Part, Slip, written
from resnet_inspect.linter.source.syntax import called_name

BACKWARDS = "[::-1]"
CALLED = (ast.Call, ast.keyword)


def other_order(part: Part) -> Iterator[Slip]:
    """Yield lists of numbers turned round, and walks that begin at the other end."""
    for node in part.nodes():
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) if _is_monotonous(elements):
                text = ", ".join(part.file.code(one) for one in reversed(elements))
                brackets = "[]" if isinstance(node, ast.List) else "()"
                yield written(part, node, f"{brackets[0]}{text}{brackets[1]}", POSSIBLE)
            case ast.Call(args=[ast.Name() | ast.Attribute() as walked]) if (
                called_name(node) == "reversed"
            ):
                yield written(part, node, part.file.code(walked), POSSIBLE)
            case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=None)) if (
                part.file.code(node).endswith(BACKWARDS)
            ):
                yield written(part, node, part.file.code(value), POSSIBLE)
            case ast.For(iter=walked) | ast.comprehension(iter=walked):
                yield from _turned(part, walked)


def exchanged_sides(part: Part) -> Iterator[Slip]:
    """Yield the two numbers of a pair exchanged: height for width."""
    for node in part.nodes():
        match node:
            case ast.Tuple(elts=[ast.Constant() as one, ast.Constant() as other]):
                if one.value != other.value and isinstance(part.file.parents.get(node), CALLED):
                    text = f"({part.file.code(other)}, {part.file.code(one)})"
                    yield written(part, node, text, RARE)


def _turned(part: Part, walked: ast.expr) -> Iterator[Slip]:
    """Yield what a loop walks over from its end, each of several lists on its own."""
    parts = walked.args if isinstance(walked, ast.Call) and called_name(walked) == "zip" else []
    for one in parts or [walked]:
        if isinstance(one, ast.Name | ast.Attribute):
            yield written(part, one, f"{part.file.code(one)}{BACKWARDS}", RARE)


def _is_monotonous(elements: Sequence[ast.expr]) -> bool:
    """Whether several different numbers only grow, or only shrink."""
    values = [one.value for one in elements if isinstance(one, ast.Constant)]
    numbers = [value for value in values if type(value) is int]
    whole = len(numbers) == len(elements) > 2 and len(set(numbers)) > 1  # noqa: PLR2004 - more than a pair
    return whole and numbers in (sorted(numbers), sorted(numbers, reverse=True))
