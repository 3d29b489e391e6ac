"""Where a number that had to be whole was made by `/`."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ModulePath
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.blame import assignments, blame
from resnet_inspect.linter.source.places import POSITIONS
from resnet_inspect.linter.source.syntax import SourceFile, called_name

ROUNDING = frozenset({"int", "round", "floor", "ceil"})
Found = tuple[SourceFile, ast.BinOp]


def says_not_whole(message: str) -> bool:
    """Whether an exception is about a number that is not whole.

    Example:
        >>> says_not_whole("'float' object cannot be interpreted as an integer")
        True
    """
    return "float" in message or "invalid combination of arguments" in message


def division_in_layer(context: LintContext, path: ModulePath) -> Found | None:
    """Return the quotient that one of a convolution's or pool's settings is."""
    for keyword in ("padding", *POSITIONS):
        found = blame(context.places, path, keyword)
        if found is not None and found.value is not None:
            quotient = division_in(found.file, found.value)
            if quotient is not None:
                return found.file, quotient
    return None


def division_in(file: SourceFile, node: ast.AST) -> ast.BinOp | None:
    """Return the quotient below a node, or in the assignment of a variable that it reads."""
    for one in _unrounded(node):
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div):
            return one
    for one in _unrounded(node):
        if isinstance(one, ast.Name | ast.Attribute) and (found := _assigned(file, one)):
            return found
    return None


def _unrounded(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of an expression that no call rounds."""
    if called_name(node) in ROUNDING:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _unrounded(child)


def _assigned(file: SourceFile, node: ast.expr) -> ast.BinOp | None:
    function = file.function(node)
    for statement in assignments(function, ast.unparse(node)) if function is not None else ():
        value = getattr(statement, "value", None)
        for one in _unrounded(value) if value is not None else ():
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div):
                return one
    return None
