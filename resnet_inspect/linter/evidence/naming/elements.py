"""Elements of a sequence argument, of which a pair of lines reads one twice and leaves one out."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from resnet_inspect.linter.evidence.naming.siblings import Line, Pair, families, number_in
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.syntax import FunctionNode


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an argument, read by its position."""

    argument: str
    at: int
    node: ast.expr

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.argument}[{self.at}]"

    @property
    def following(self) -> str:
        """The element behind it."""
        return f"{self.argument}[{self.at + 1}]"


def repeated_elements(function: FunctionNode) -> Iterator[tuple[Pair, Element]]:
    """Yield the second line of a numbered pair that reads the first line's element.

    The default must hold one more element, which nothing reads.
    """
    lengths = _lengths(function)
    unread = {(name, at) for name, count in lengths.items() for at in range(count)} - {
        (one.argument, one.at) for one in _elements(function)
    }
    whole = _read_whole(function)
    for family in families(function) if unread else ():
        for first, second in pairwise(family):
            for one, other in zip(
                _elements(first.statement), _elements(second.statement), strict=False
            ):
                same = (one.argument, one.at) == (other.argument, other.at)
                left_out = (other.argument, other.at + 1) in unread and other.argument not in whole
                if same and left_out and _numbered(first, second):
                    yield Pair(first, second, "", ""), other


def _numbered(first: Line, second: Line) -> bool:
    """Whether two targets are each other's neighbors by number: `layer1`, `layer2`."""
    one, other = number_in(first.target), number_in(second.target)
    return one is not None and other is not None and other == (one[0] + 1, one[1])


def _lengths(function: FunctionNode) -> dict[str, int]:
    """Return how many elements the default of each argument has that is a tuple or list."""
    return {
        name: len(default.elts)
        for name, default in defaults(function).items()
        if isinstance(default, ast.Tuple | ast.List)
    }


def _elements(node: ast.AST) -> list[Element]:
    found = []
    for one in ast.walk(node):
        match one:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(at))):
                found.append(Element(name, at, one))
    return found


def _read_whole(function: FunctionNode) -> set[str]:
    """Return the names that are read otherwise than by a written position."""
    read = [one.id for one in ast.walk(function) if isinstance(one, ast.Name)]
    by_position = [one.argument for one in _elements(function)]
    return {name for name in read if read.count(name) > by_position.count(name)}
