"""What the line at which a forward pass stopped says of a tensor's dimensions.

``batch, frames, channels, height, width = x.shape`` and ``assert x.dim() == 5`` say how many there
are, and the names in the first what they are.
"""

import ast
import linecache
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.graph import SourceSpan

MOST = 7
"""Dimensions that a tensor is asserted to have."""


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of one tensor, as a line tells them."""

    tensor: str
    """The tensor's name in that line."""
    names: tuple[str, ...]
    """One for each dimension; empty texts where only their number is told."""


def dimensions_at(place: SourceSpan) -> list[Dimensions]:
    """Return what the statement on a line says of tensors' dimensions."""
    try:
        tree = ast.parse("".join(linecache.getlines(place.file)))
    except (SyntaxError, ValueError):
        return []
    holding = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.Assert)
        and node.lineno <= place.line <= (node.end_lineno or node.lineno)
    ]
    return [said for statement in holding for said in _said(statement)]


def _said(statement: ast.Assign | ast.Assert) -> Iterator[Dimensions]:
    if isinstance(statement, ast.Assert):
        yield from _asserted(statement.test)
        return
    tensor, target = _whose_shape(statement.value), statement.targets[0]
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    if tensor and parts and not any(isinstance(one, ast.Starred) for one in parts):
        names = (one.id if isinstance(one, ast.Name) else "" for one in parts)
        yield Dimensions(tensor, tuple(names))


def _asserted(test: ast.expr) -> Iterator[Dimensions]:
    for node in ast.walk(test):
        match node:
            case ast.Compare(left, [ast.Eq()], [ast.Constant(int(number))]) if 0 < number <= MOST:
                if tensor := _whose_rank(left):
                    yield Dimensions(tensor, ("",) * number)


def _whose_shape(node: ast.expr) -> str:
    """Return ``x`` of ``x.shape`` and ``x.size()``."""
    match node:
        case ast.Attribute(ast.Name(tensor), "shape"):
            return tensor
        case ast.Call(ast.Attribute(ast.Name(tensor), "size"), [], []):
            return tensor
    return ""


def _whose_rank(node: ast.expr) -> str:
    """Return ``x`` of ``x.dim()``, ``x.ndim`` and ``len(x.shape)``."""
    match node:
        case ast.Attribute(ast.Name(tensor), "ndim"):
            return tensor
        case ast.Call(ast.Attribute(ast.Name(tensor), "dim" | "ndimension"), [], []):
            return tensor
        case ast.Call(ast.Name("len"), [shape], []):
            return _whose_shape(shape)
    return ""
