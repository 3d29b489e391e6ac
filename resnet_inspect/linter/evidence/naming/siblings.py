"""Assignments of one function that have the same form and other names in it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from resnet_inspect.linter.evidence.naming.words import exchanged, parts
from resnet_inspect.linter.source.syntax import FunctionNode

MOST_BETWEEN = 8
"""Lines that stand further apart are not read as a pair."""


SERIES = 3
"""As many lines tell which of them is the odd one."""


@dataclass(frozen=True, slots=True)
class Line:
    """An assignment to one name."""

    statement: ast.Assign
    target: str
    """The variable, or the attribute of ``self``."""
    tokens: tuple[tuple[str, ast.expr], ...]
    """Each name of its value, with the expression that ends in it."""
    form: str
    """The value with all names left out."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its value."""
        return tuple(name for name, _ in self.tokens)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines that differ in one part of their targets."""

    first: Line
    second: Line
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Series:
    """Three lines or more of one form whose targets are numbered."""

    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    """The number in each target."""

    def odd_at(self, place: int) -> tuple[Line, str] | None:
        """Return the one line whose name at a place has another distance to the target's number.

        With it, the name that would have the distance of the others.
        """
        found = [number_in(line.tokens[place][0]) for line in self.lines]
        if None in found or len({stem for _, stem in filter(None, found)}) > 1:
            return None
        written = [one[0] for one in found if one is not None]
        steps = [one - number for one, number in zip(written, self.numbers, strict=True)]
        odd = [one for one in steps if steps.count(one) == 1]
        if len(odd) != 1 or len(set(steps)) != 2 or len(set(written)) == 1:  # noqa: PLR2004 - all but one
            return None
        at = steps.index(odd[0])
        usual = next(one for one in steps if one != odd[0]) + self.numbers[at]
        line = self.lines[at]
        return line, line.tokens[place][0].replace(str(written[at]), str(usual))


def number_in(name: str) -> tuple[int, str] | None:
    """Return the only number in a name, and the rest of it.

    Example:
        >>> number_in("conv2_bn"), number_in("conv"), number_in("x1_2")
        ((2, 'conv_bn'), None, None)
    """
    found = [one for one in parts(name) if one.isdecimal()]
    return (int(found[0]), name.replace(found[0], "", 1)) if len(found) == 1 else None


def numbered(function: FunctionNode) -> Iterator[Series]:
    """Yield the series of lines of a function whose targets differ in their number only."""
    for family in families(function):
        found = [number_in(line.target) for line in family]
        kept = [one for one in found if one is not None]
        if len(kept) == len(family) >= SERIES and len({stem for _, stem in kept}) == 1:
            numbers = tuple(number for number, _ in kept)
            if len(set(numbers)) == len(numbers):
                yield Series(tuple(family), numbers)


def pairs(function: FunctionNode) -> Iterator[Pair]:
    """Yield the pairs of lines of a function that have one form, neighbors of each other."""
    for family in families(function):
        for first, second in pairwise(family):
            part = exchanged(first.target, second.target)
            near = second.statement.lineno - first.statement.lineno <= MOST_BETWEEN
            if part is not None and near:
                yield Pair(first, second, *part)


def families(function: FunctionNode) -> list[list[Line]]:
    """Return the lines of each block of a function that have one form, two or more."""
    found: list[list[Line]] = []
    for body in _bodies(function):
        lines = sorted(_lines(body), key=lambda line: line.form)
        groups = [list(group) for _, group in groupby(lines, key=lambda line: line.form)]
        found += [group for group in groups if len(group) > 1]
    return found


def mixed(function: FunctionNode, old: str, new: str) -> int:
    """Count the lines named for one of two that read what is named for the other."""
    lines = [line for body in _bodies(function) for line in _lines(body)]
    return sum(_reads_other(line, old, new) or _reads_other(line, new, old) for line in lines)


def _reads_other(line: Line, own: str, other: str) -> bool:
    return own in parts(line.target) and any(
        other in parts(name) and own not in parts(name) for name in line.names
    )


def _bodies(function: FunctionNode) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                yield body


def _lines(body: list[ast.stmt]) -> Iterator[Line]:
    for one in body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                yield Line(one, name, tuple(_tokens(value)), _form(one))


def _tokens(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(value):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                yield name, node
            case ast.Subscript(slice=ast.Constant(value=int(place)) as index) if place >= 0:
                yield str(place), index


def _form(statement: ast.Assign) -> str:
    """Return the shape of a line's syntax: which kinds of nodes it has, in which order."""
    found = [one for one in ast.walk(statement) if isinstance(one, ast.expr)]
    tokens = len(tuple(_tokens(statement.value)))
    return "".join([str(tokens), *(f"{type(one).__name__}{_width(one)}" for one in found)])


def _width(node: ast.expr) -> int:
    """Return how many arguments or elements an expression has."""
    match node:
        case ast.Call(args=given) | ast.List(elts=given) | ast.Tuple(elts=given):
            return len(given)
    return 0
